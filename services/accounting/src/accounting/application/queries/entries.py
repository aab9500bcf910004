"""The audit log of an account: each entry with the balance it left, newest first."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from accounting.application.task_name import TaskName
from accounting.domain.identifiers import AccountId
from accounting.domain.transfer import TransferKind


@dataclass(frozen=True, slots=True)
class Position:
    """An entry's place in the log: its day, and its number within the ledger."""

    day: date
    number: int


@dataclass(frozen=True, slots=True)
class EntryView:
    """`amount` is signed, in cents."""

    position: Position
    kind: TransferKind
    amount: int
    balance_after: int
    task: TaskName | None
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class EntryPage:
    """`older` says whether the log goes on."""

    entries: Sequence[EntryView]
    older: bool


@dataclass(frozen=True, slots=True)
class DayOfAccount:
    """What a day did to an account, in cents: what was earned, charged and paid out."""

    earned: int
    charged: int
    paid: int

    @property
    def result(self) -> int:
        """What the work of the day came to; a payout only moves it elsewhere."""
        return self.earned - self.charged


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The nearest days with entries before and after some day."""

    earlier: date | None
    later: date | None


class EntryViews(Protocol):
    async def page(
        self, account_id: AccountId, *, day: date | None, before: Position | None, limit: int
    ) -> EntryPage:
        """The entries of `day`, or of all days, older than `before`; none for an unknown account."""
        ...

    def all(self, account_id: AccountId, *, day: date | None) -> AsyncIterator[EntryView]:
        """All of them, as they stood when the first was read, newest first, in bounded memory."""
        ...

    async def days(self, account_id: AccountId, days: Collection[date]) -> Mapping[date, DayOfAccount]:
        """What each of `days` did to the account; those without entries are left out."""
        ...

    async def around(self, account_id: AccountId, day: date) -> Neighbours: ...
