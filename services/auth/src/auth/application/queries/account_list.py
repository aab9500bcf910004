"""The accounts as admins look through them, by e-mail."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from auth.application.account_view import AccountView
from chassis.identifiers import AccountId
from chassis.roles import Role


@dataclass(frozen=True, slots=True)
class AccountFilter:
    text: str = ""
    role: Role | None = None
    active: bool | None = None


class AccountList(Protocol):
    async def page(self, wanted: AccountFilter, after_email: str, limit: int) -> Sequence[AccountView]:
        """Up to `limit` accounts whose name or e-mail contains the text, after `after_email` in its order."""
        ...

    async def count(self, wanted: AccountFilter, limit: int) -> int:
        """How many there are, counted up to `limit`."""
        ...

    async def get(self, account_id: AccountId) -> AccountView | None: ...

    async def with_email(self, email: str) -> AccountView | None: ...
