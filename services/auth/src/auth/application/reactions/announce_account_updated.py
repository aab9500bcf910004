"""Tell the other services that an account was updated, with its full state."""

from dataclasses import dataclass

from auth.application.account_data import data_of
from auth.domain.events import AccountUpdated
from chassis.integration import IntegrationEvent, Outbox


@dataclass(frozen=True, slots=True)
class AnnounceAccountUpdated:
    outbox: Outbox

    async def __call__(self, event: AccountUpdated) -> None:
        data = data_of(event.account)
        await self.outbox.add(IntegrationEvent("account.updated", 1, data, subject=data["account_id"]))
