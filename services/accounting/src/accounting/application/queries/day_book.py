"""The book of a business day: everyone's entries on it."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from accounting.application.task_name import TaskName
from accounting.domain.identifiers import AccountId
from accounting.domain.transfer import TransferKind


@dataclass(frozen=True, slots=True)
class DayEntry:
    """`amount` is what it did to the employee's balance, in cents; `name` is empty until it was heard of."""

    number: int
    kind: TransferKind
    account_id: AccountId
    name: str
    amount: int
    task: TaskName | None
    occurred_at: datetime


class DayBook(Protocol):
    async def page(self, day: date, *, before: int | None, limit: int) -> Sequence[DayEntry]:
        """The entries with smaller numbers than `before`, newest first."""
        ...

    def all(self, day: date) -> AsyncIterator[DayEntry]:
        """Those there were when the first was read, oldest first, in bounded memory."""
        ...
