"""What each day of a range brought."""

from collections.abc import Sequence
from typing import Protocol

from analytics.application.views import DayFigures
from analytics.domain.periods import Period


class Earnings(Protocol):
    async def by_day(self, period: Period) -> Sequence[DayFigures]:
        """Every day of `period`, oldest first; a day on which nothing happened is a row of noughts."""
        ...
