"""What accounting needs of the world outside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
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

    Every call books what is not booked yet, announces just that as `transfer.posted`, and answers how many
    transfers that were: the same fact twice has one effect. The tasks' prices must have been set before.
    """

    async def charge(self, charges: Sequence[Charge]) -> int:
        """Debit each assignee the task's fee."""
        ...

    async def reward(self, completions: Sequence[Completion]) -> int:
        """Credit whoever completed a task its reward."""
        ...


@dataclass(frozen=True, slots=True)
class Instalment:
    """Payouts of one step of closing a day; `last` says that nobody is left to be paid."""

    payouts: Sequence[Transfer]
    last: bool


@dataclass(frozen=True, slots=True)
class DayTotals:
    """What was booked on a day, in cents."""

    fees: Cents
    rewards: Cents
    payouts: Cents


class Days(Protocol):
    """The business days and their states; they end in order and stay closed."""

    async def last_ended(self) -> date | None:
        """The last day that takes no entries any more."""
        ...

    async def end(self, day: date, since: date | None = None) -> Sequence[date]:
        """Let no more entries onto `day` and those before it; answer those that were open, oldest first.

        Before any day has ended, the days from `since` on count as open even where nothing was booked.
        """
        ...

    async def oldest_closing(self) -> date | None:
        """The first day that has ended and is not closed yet, kept for this transaction alone."""
        ...

    async def pay_out(self, day: date, accounts_max: int, at: datetime) -> Instalment:
        """Pay the next `accounts_max` accounts what they had at the end of `day`, each once."""
        ...

    async def close(self, day: date, at: datetime) -> DayTotals:
        """Close `day`, everyone having been paid."""
        ...


class Schedule(Protocol):
    """Since when days are closed by themselves."""

    async def begun_on(self, today: date) -> date:
        """The first day that is closed by itself: `today` when this is first asked, and never a later day."""
        ...


class Synchronisation(Protocol):
    """Whether what happened elsewhere has arrived."""

    async def is_complete(self) -> bool:
        """True once nothing from before this service's start is missing."""
        ...

    async def is_quiet(self, until: datetime, lately: timedelta) -> bool:
        """Whether nothing that happened before `until` was booked `lately`: no backlog is being read."""
        ...
