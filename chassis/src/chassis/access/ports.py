"""Where a service keeps its copy of the accounts."""

from collections.abc import Sequence
from typing import Protocol

from chassis.access.account import Account
from chassis.access.record import AccountState, Deactivation
from chassis.identifiers import AccountId


class Accounts(Protocol):
    """The accounts as heard of so far."""

    async def register(self, states: Sequence[AccountState]) -> None:
        """Take `states` in; for each account the highest version wins, whatever came first."""
        ...

    async def deactivate(self, deactivations: Sequence[Deactivation]) -> None:
        """Take `deactivations` in; see the package for when a later state overcomes one."""
        ...

    async def find(self, account_id: AccountId) -> Account | None:
        """The account, or None when no event has told of it yet."""
        ...
