"""Announce a closed day with its totals as `day.closed`."""

from dataclasses import dataclass

from accounting.domain.events import DayClosed
from chassis.integration import IntegrationEvent, Outbox


@dataclass(frozen=True, slots=True)
class AnnounceDayClosed:
    outbox: Outbox

    async def __call__(self, event: DayClosed) -> None:
        day = event.day.isoformat()
        data = {"day": day, "fees": event.fees, "rewards": event.rewards, "payouts": event.payouts}
        await self.outbox.add(IntegrationEvent("day.closed", 1, data, subject=day))
