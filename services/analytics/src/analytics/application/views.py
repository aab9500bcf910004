"""What the dashboard shows, in figures and names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from analytics.domain.identifiers import AccountId, Cents, TaskId
from analytics.domain.most_expensive import MostExpensive, most_expensive
from analytics.domain.periods import Period


@dataclass(frozen=True, slots=True)
class TaskView:
    """`title` is empty while the task's own event is still on its way."""

    id: TaskId
    jira_id: str | None
    title: str


@dataclass(frozen=True, slots=True)
class Person:
    """`name` is empty while the account's own event is still on its way."""

    id: AccountId
    name: str


TIES_NAMED_MAX = 2
NOTHING = Cents(0)


@dataclass(frozen=True, slots=True)
class MostExpensiveTask:
    """The most expensive task of a period, and who completed it.

    `ties` are the next of those that are just as expensive, at most `TIES_NAMED_MAX`.
    """

    completion: MostExpensive
    task: TaskView
    account: Person
    ties: tuple["MostExpensiveTask", ...] = ()

    @property
    def unnamed(self) -> int:
        """How many more are just as expensive and not among `ties`."""
        return self.completion.others - len(self.ties)

    @property
    def named(self) -> Sequence["MostExpensiveTask"]:
        """Itself and its ties, as they are named one after the other."""
        return (self, *self.ties)

    def each(self) -> Sequence["MostExpensiveTask"]:
        """Itself and its ties, every one for itself."""
        return [replace(self, completion=replace(self.completion, others=0), ties=()), *self.ties]


@dataclass(frozen=True, slots=True)
class ClosedTotals:
    """What a day came to as accounting closed it."""

    fees: Cents
    rewards: Cents
    payouts: Cents


class Agreement(StrEnum):
    """Whether a day's figures here are those with which accounting has closed it."""

    OPEN = "open"
    AGREED = "agreed"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class DayFigures:
    """What one business day brought; `accounts_in_the_red` is how many owed the company when it ended.

    `closed` is what accounting said when it closed the day, if it has.
    """

    day: date
    fees: Cents
    rewards: Cents
    completions: int
    accounts_in_the_red: int
    payouts: Cents = NOTHING
    closed: ClosedTotals | None = None

    @property
    def earnings(self) -> int:
        """What top management earned, in cents."""
        return self.fees - self.rewards

    @property
    def is_empty(self) -> bool:
        """Whether nothing was booked on it."""
        return not (self.fees or self.rewards or self.payouts)

    @property
    def agreement(self) -> Agreement:
        """Accounting's word against the entries counted here."""
        if self.closed is None:
            return Agreement.OPEN
        counted = ClosedTotals(self.fees, self.rewards, self.payouts)
        return Agreement.AGREED if self.closed == counted else Agreement.DIFFERS


@dataclass(frozen=True, slots=True)
class MostExpensiveByDay:
    """`days` holds those days on which a task was completed, oldest first; `maximum` is the range's.

    `days_of_range` is how many such days the range has, of which `days` may be a part.
    """

    days: Sequence[MostExpensiveTask]
    maximum: MostExpensiveTask | None
    days_of_range: int

    def within(self, listed: Period) -> "MostExpensiveByDay":
        """The same range with `days` of `listed` alone."""
        return replace(self, days=[each for each in self.days if each.completion.day in listed])


@dataclass(frozen=True, slots=True)
class Summary:
    """`accounts_in_the_red` is right now; `latest_entry_at` is how far the figures reach, if anywhere."""

    day: DayFigures
    day_before: DayFigures
    accounts_in_the_red: int
    most_expensive_of_day: MostExpensiveTask | None
    most_expensive_of_week: MostExpensiveTask | None
    most_expensive_of_month: MostExpensiveTask | None
    latest_entry_at: datetime | None


@dataclass(frozen=True, slots=True)
class Freshness:
    """How well the worker keeps up: seen when, with how many messages waiting, and the latest one's delay."""

    seen_at: datetime
    waiting: int
    delay_seconds: float | None


def most_expensive_in(tasks: Iterable[MostExpensiveTask], period: Period) -> MostExpensiveTask | None:
    """The most expensive of those `tasks` that fall into `period`; they are the days' most expensive."""
    within = [each for each in tasks if each.completion.day in period]
    first = most_expensive(each.completion for each in within)
    if first is None:
        return None
    as_expensive = [one for each in within if each.completion.reward == first.reward for one in each.each()]
    named = sorted(as_expensive, key=lambda one: one.completion.rank)
    return replace(named[0], completion=first, ties=tuple(named[1 : TIES_NAMED_MAX + 1]))
