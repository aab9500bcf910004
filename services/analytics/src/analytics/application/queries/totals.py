"""Everything counted so far, to be compared with the other services."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from analytics.domain.day_totals import DayTotals


@dataclass(frozen=True, slots=True)
class Totals:
    """`days` are those with entries, oldest first."""

    days: Sequence[DayTotals]
    accounts_in_the_red: int


class AllTotals(Protocol):
    async def all(self) -> Totals: ...
