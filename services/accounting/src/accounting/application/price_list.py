"""The price list: every task has one price, drawn when accounting first hears of it in whatever event."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounting.application.ports import Prices
from accounting.domain.events import TasksPriced
from accounting.domain.identifiers import TaskId
from accounting.domain.price import Tariff
from chassis.mediator import RecordedEvents

DRAWN_UNASKED_MAX = 100
"""So few prices are drawn sooner than it is asked which of them are there already."""


@dataclass(frozen=True, slots=True)
class PriceList:
    prices: Prices
    tariff: Tariff
    events: RecordedEvents

    async def ensure(self, task_ids: Sequence[TaskId]) -> None:
        """Give those of `task_ids` a price that have none."""
        if len(task_ids) > DRAWN_UNASKED_MAX:
            task_ids = await self.prices.missing(task_ids)
        fresh = await self.prices.add({task_id: self.tariff.price_of(task_id) for task_id in task_ids})
        if fresh:
            self.events.record(TasksPriced(fresh))
