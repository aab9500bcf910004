"""The dashboard: today at a glance and a range of days, all of one moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from analytics.application.views import DayFigures, Freshness, MostExpensiveByDay, Summary
from analytics.domain.periods import Period
from analytics.domain.rebuild import Rebuild

DISAGREEMENTS_MAX = 10


@dataclass(frozen=True, slots=True)
class Dashboard:
    """`disagreements` are closed days of any time that accounting tells otherwise, the latest ones.

    `freshness` is None until a worker has run, and `rebuild` unless one is under way.
    """

    summary: Summary
    days: Sequence[DayFigures]
    most_expensive: MostExpensiveByDay
    disagreements: Sequence[DayFigures]
    freshness: Freshness | None
    rebuild: Rebuild | None


class Dashboards(Protocol):
    async def of(self, today: date, period: Period, listed: Period) -> Dashboard:
        """The summary of `today` and the figures of `period`, as of one moment.

        Tasks are named for the days of `listed`, a part of `period`, and for the most expensive of all of it.
        """
        ...
