"""The most expensive task of each day of a range, and of the whole range."""

from typing import Protocol

from analytics.application.views import MostExpensiveByDay
from analytics.domain.periods import Period


class MostExpensiveTasks(Protocol):
    async def by_day(self, period: Period) -> MostExpensiveByDay: ...
