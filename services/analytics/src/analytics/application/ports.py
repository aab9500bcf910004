"""What analytics needs of the world outside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from analytics.domain.entry import Entry
from analytics.domain.identifiers import Cents, TaskId


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """What a task is called."""

    task_id: TaskId
    jira_id: str | None
    title: str


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """A day's totals as accounting closed it."""

    day: date
    fees: Cents
    rewards: Cents
    payouts: Cents


class Tasks(Protocol):
    """The tasks analytics has heard of."""

    async def describe(self, tasks: Sequence[TaskFacts]) -> None:
        """Remember what tasks are called; telling again changes nothing."""
        ...


class Figures(Protocol):
    """The figures the dashboard shows, kept up to date entry by entry."""

    async def record(self, entries: Sequence[Entry]) -> int:
        """Work in those entries that were not worked in before; answer how many."""
        ...


class ClosedDays(Protocol):
    """The days accounting has closed, to compare its totals with the figures."""

    async def record(self, days: Sequence[ClosedDay]) -> None:
        """Remember the totals; telling again changes nothing."""
        ...
