"""Record the prices of tasks, to be compared with what was booked for them."""

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.application.ports import Price, Reports
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class RecordPrices(Command[None]):
    prices: Sequence[Price]


@dataclass(frozen=True, slots=True)
class RecordPricesHandler:
    reports: Reports

    async def __call__(self, command: RecordPrices) -> None:
        await self.reports.add_prices(command.prices)
