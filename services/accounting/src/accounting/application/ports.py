"""What accounting needs of the world outside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from accounting.domain.identifiers import Cents, TaskId
from accounting.domain.price import Price
from accounting.domain.transfer import Charge, Completion, Transfer


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """What a task is called, as far as accounting cares."""

    task_id: TaskId
    jira_id: str | None
    title: str
    created_at: datetime


class Tasks(Protocol):
    """The tasks accounting has heard of."""

    async def describe(self, tasks: Sequence[TaskFacts]) -> None:
        """Remember what tasks are called; telling again changes nothing."""
        ...


class Prices(Protocol):
    """The price of each task, set once."""

    async def missing(self, task_ids: Sequence[TaskId]) -> Sequence[TaskId]:
        """Those of `task_ids` that have no price yet, each once."""
        ...

    async def add(self, prices: Mapping[TaskId, Price]) -> Mapping[TaskId, Price]:
        """Store these and return just those that were not stored before; a stored price never changes."""
        ...


class Ledger(Protocol):
    """The append-only book of transfers and the balances they make.

    Every call books what is not booked yet, announces just that as `transfer.posted`, and answers how many transfers
    that were: the same fact twice has one effect. The tasks' prices must have been set before.
    """

    async def charge(self, charges: Sequence[Charge]) -> int:
        """Debit each assignee the task's fee."""
        ...

    async def reward(self, completions: Sequence[Completion]) -> int:
        """Credit whoever completed a task its reward."""
        ...


@dataclass(frozen=True, slots=True)
class Closing:
    """What closing one day did."""

    day: date
    fees: Cents
    rewards: Cents
    payouts: tuple[Transfer, ...]


class Days(Protocol):
    """The business days and their states; days close in order and stay closed."""

    async def open_until(self, day: date) -> Sequence[date]:
        """The days up to and including `day` that are not closed, oldest first."""
        ...

    async def close(self, day: date, at: datetime) -> Closing | None:
        """Pay out what each account had at the day's end, and close it; None when it was closed before."""
        ...


class Synchronisation(Protocol):
    """Whether the history of the other services has arrived."""

    async def is_complete(self) -> bool:
        """True once nothing from before this service's start is missing."""
        ...
