"""What the dashboard shows, in figures and names."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

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


@dataclass(frozen=True, slots=True)
class MostExpensiveTask:
    """The most expensive task of a period, and who completed it."""

    completion: MostExpensive
    task: TaskView
    account: Person


@dataclass(frozen=True, slots=True)
class DayFigures:
    """What one business day brought; `accounts_in_the_red` is how many owed the company when it ended."""

    day: date
    fees: Cents
    rewards: Cents
    completions: int
    accounts_in_the_red: int

    @property
    def earnings(self) -> int:
        """What top management earned, in cents."""
        return self.fees - self.rewards


def most_expensive_in(tasks: Iterable[MostExpensiveTask], period: Period) -> MostExpensiveTask | None:
    """The most expensive of those `tasks` that fall into `period`; they are the days' most expensive."""
    within = {each.completion.transfer_id: each for each in tasks if each.completion.day in period}
    first = most_expensive(each.completion for each in within.values())
    return None if first is None else replace(within[first.transfer_id], completion=first)
