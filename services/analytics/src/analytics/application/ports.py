"""What analytics needs of the world outside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from analytics.domain.identifiers import AccountId, Cents, TaskId
from analytics.domain.told_entries import ToldEntries


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


@dataclass(frozen=True, slots=True)
class Completion:
    """A task's completion as the tracker tells it."""

    task_id: TaskId
    account_id: AccountId


@dataclass(frozen=True, slots=True)
class Price:
    """A task's fee and reward as accounting has set them."""

    task_id: TaskId
    fee: Cents
    reward: Cents


@dataclass(frozen=True, slots=True)
class Payout:
    """What an account was paid out at the end of a day."""

    account_id: AccountId
    day: date
    amount: Cents


class Tasks(Protocol):
    """The tasks analytics has heard of."""

    async def describe(self, tasks: Sequence[TaskFacts]) -> None:
        """Remember what tasks are called; what was told first stays."""
        ...


class Figures(Protocol):
    """The figures the dashboard shows, kept up to date entry by entry."""

    async def record(self, told: ToldEntries) -> int:
        """Work in those entries that were not worked in before; answer how many."""
        ...


class UncountedEntries(Protocol):
    """The entries of a history that is being told."""

    async def keep(self, told: ToldEntries) -> None:
        """Keep them; those that were kept before may be kept twice until all are counted."""
        ...


class FreshnessLog(Protocol):
    """How well the figures are kept up to date."""

    async def note(self, waiting: int, delay_seconds: float | None) -> None:
        """A worker is there now; None leaves the latest delay as it was."""
        ...

    async def days_differing(self) -> int:
        """How many closed days accounting tells otherwise."""
        ...


class Reports(Protocol):
    """What the others tell apart from the ledger's entries, to compare with them; the first word stays."""

    async def add_closed_days(self, days: Sequence[ClosedDay]) -> None: ...

    async def add_completions(self, completions: Sequence[Completion]) -> None: ...

    async def add_prices(self, prices: Sequence[Price]) -> None: ...

    async def add_payouts(self, payouts: Sequence[Payout]) -> None: ...
