"""What there is to see of accounts: a balance, what today did to it, and what was there before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from accounting.domain.identifiers import AccountId


@dataclass(frozen=True, slots=True)
class AccountView:
    """All in cents. Today is the business day that runs now: the next one, once a day is closed early.

    `name` is empty while the account's own event is still on its way.
    """

    account_id: AccountId
    name: str
    balance: int
    carried_over: int
    earned: int
    spent: int

    @property
    def result(self) -> int:
        """What today did to the balance."""
        return self.earned - self.spent


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of accounts begins: after this one, in the order of names."""

    name: str
    account_id: AccountId


@dataclass(frozen=True, slots=True)
class Headcount:
    """How many employees there are, and how many of them owe the company."""

    employees: int
    in_the_red: int


class AccountViews(Protocol):
    async def find(self, account_id: AccountId, *, today: date) -> AccountView | None:
        """The account, or None when nothing was ever heard of it. `today` is the calendar's day."""
        ...

    async def page(
        self, text: str, *, today: date, after: Place | None, limit: int, in_the_red: bool = False
    ) -> Sequence[AccountView]:
        """Those whose name or e-mail contains `text`, or of these who owe, in the order of names."""
        ...

    async def headcount(self) -> Headcount: ...
