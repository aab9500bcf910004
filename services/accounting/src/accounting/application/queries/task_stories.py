"""The story of a task: everything about money that ever happened to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from accounting.application.task_name import TaskName
from accounting.domain.identifiers import AccountId, TaskId
from accounting.domain.transfer import TransferKind


@dataclass(frozen=True, slots=True)
class TaskPrice:
    """In cents; `set_at` is None for a price older than this was noted."""

    fee: int
    reward: int
    set_at: datetime | None


@dataclass(frozen=True, slots=True)
class StoryEntry:
    """A fee or a reward: for whom, when it happened, and the day it was booked on; `amount` is signed."""

    number: int
    kind: TransferKind
    account_id: AccountId
    name: str
    amount: int
    assignment_no: int | None
    occurred_at: datetime
    booked_at: datetime
    day: date


@dataclass(frozen=True, slots=True)
class StoryPlace:
    """Where a page of a story begins: after this entry."""

    occurred_at: datetime
    number: int


@dataclass(frozen=True, slots=True)
class TaskStory:
    """What is known of a task, and sums over all its entries in cents."""

    task: TaskName
    created_at: datetime | None
    price: TaskPrice | None
    assignments: int
    fees: int
    rewards: int

    @property
    def earnings(self) -> int:
        """What top management has earned by this task so far."""
        return self.fees - self.rewards


class TaskStories(Protocol):
    async def find(self, task_id: TaskId) -> TaskStory | None:
        """The task, or None when nothing was ever heard of it."""
        ...

    async def entries(self, task_id: TaskId, *, after: StoryPlace | None, limit: int) -> Sequence[StoryEntry]:
        """In the order in which they happened."""
        ...
