"""Today at a glance."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from analytics.application.views import DayFigures, MostExpensiveTask


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


class Summaries(Protocol):
    async def of(self, day: date) -> Summary:
        """The summary of `day`, and of the calendar week and month it lies in."""
        ...
