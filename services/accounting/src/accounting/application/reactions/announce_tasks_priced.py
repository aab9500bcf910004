"""Announce new prices as `task.priced`, up to 500 at a time."""

from dataclasses import dataclass

from accounting.domain.events import TasksPriced
from chassis.integration import IntegrationEvent, Outbox

PRICES_PER_EVENT_MAX = 500


@dataclass(frozen=True, slots=True)
class AnnounceTasksPriced:
    outbox: Outbox

    async def __call__(self, event: TasksPriced) -> None:
        prices = [
            {"task_id": str(task_id), "fee": price.fee, "reward": price.reward}
            for task_id, price in event.prices.items()
        ]
        starts = range(0, len(prices), PRICES_PER_EVENT_MAX)
        pages = (prices[start : start + PRICES_PER_EVENT_MAX] for start in starts)
        await self.outbox.add(*(IntegrationEvent("task.priced", 1, {"prices": page}) for page in pages))
