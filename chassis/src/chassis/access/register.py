"""Register accounts: the newest state of each counts, in whatever order they come."""

from dataclasses import dataclass

from chassis.access.ports import Accounts
from chassis.access.record import AccountState
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class RegisterAccounts(Command[None]):
    """Take these states of accounts in; the same account may occur more than once."""

    states: tuple[AccountState, ...]


@dataclass(frozen=True, slots=True)
class RegisterAccountsHandler:
    """Keeps the replica of auth's accounts."""

    accounts: Accounts

    async def __call__(self, command: RegisterAccounts) -> None:
        """Take the states in, as one batch."""
        await self.accounts.register(command.states)
