"""The most expensive task of each day of a range, and of the whole range."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from analytics.application.views import MostExpensiveTask
from analytics.domain.periods import Period


@dataclass(frozen=True, slots=True)
class MostExpensiveByDay:
    """`days` holds those days on which a task was completed, oldest first; `maximum` is the range's."""

    days: Sequence[MostExpensiveTask]
    maximum: MostExpensiveTask | None


class MostExpensiveTasks(Protocol):
    async def by_day(self, period: Period) -> MostExpensiveByDay: ...
