"""Tell the other services that an account was created, with its full state."""

from dataclasses import dataclass

from auth.application.account_data import data_of
from auth.domain.events import AccountCreated
from chassis.integration import IntegrationEvent, Outbox


@dataclass(frozen=True, slots=True)
class AnnounceAccountCreated:
    outbox: Outbox

    async def __call__(self, event: AccountCreated) -> None:
        data = data_of(event.account)
        await self.outbox.add(IntegrationEvent("account.created", 1, data, subject=data["account_id"]))
