"""The audit log of an account: each entry with the balance it left, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from accounting.domain.identifiers import AccountId, TaskId
from accounting.domain.transfer import TransferKind


@dataclass(frozen=True, slots=True)
class TaskName:
    """The task an entry is about; `title` is empty while the task's own event is still on its way."""

    id: TaskId
    jira_id: str | None
    title: str


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


class EntryViews(Protocol):
    async def page(
        self, account_id: AccountId, *, day: date | None, before: Position | None, limit: int
    ) -> EntryPage:
        """The entries of `day`, or of all days, older than `before`; none for an unknown account."""
        ...
