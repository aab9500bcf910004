"""What there is to see of tasks: one of them, mine, or all of them a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chassis.identifiers import AccountId
from tracker.application.people import Person
from tracker.domain.identifiers import TaskId
from tracker.domain.task import Status

COUNTED_MAX = 1_000


@dataclass(frozen=True, slots=True)
class TaskView:
    """`seq` is the task's place in the order of creation."""

    seq: int
    id: TaskId
    title: str
    jira_id: str | None
    description: str | None
    status: Status
    author: Person
    assignee: Person
    created_at: datetime
    assigned_at: datetime
    completed_at: datetime | None


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """Which tasks: `text` matches words by their beginnings, and Jira ids."""

    text: str = ""
    status: Status | None = None
    assignee_id: AccountId | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are; counting stops at `COUNTED_MAX`, and `more` says that there are others."""

    number: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class TaskPage:
    """A page of tasks; `older` and `newer` say whether to look beyond either end.

    `reached` is where a search gave up for now, having taken its time before the page was full: the next page
    begins there, and this one may be short or empty.
    """

    tasks: Sequence[TaskView]
    older: bool
    newer: bool
    reached: int | None = None


class TaskViews(Protocol):
    async def one(self, task_id: TaskId) -> TaskView:
        """Raises `TaskNotFound`."""
        ...

    async def mine(self, account_id: AccountId, *, after: int, limit: int) -> Sequence[TaskView]:
        """The account's open tasks after the place `after`, oldest first."""
        ...

    async def mine_count(self, account_id: AccountId) -> Count: ...

    async def completed_since(self, account_id: AccountId, since: datetime) -> Count: ...

    async def page(
        self, which: TaskFilter, *, before: int | None = None, after: int | None = None, limit: int
    ) -> TaskPage:
        """Newest first: those created before the place `before`, or the nearest after the place `after`."""
        ...

    async def count(self, which: TaskFilter) -> Count: ...
