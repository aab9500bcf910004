"""Tell the other services that an account ended, so that its sessions there end at once."""

from dataclasses import dataclass

from auth.domain.events import AccountDeactivated
from chassis.clock import rfc3339
from chassis.integration import IntegrationEvent, Outbox


@dataclass(frozen=True, slots=True)
class AnnounceAccountDeactivated:
    outbox: Outbox

    async def __call__(self, event: AccountDeactivated) -> None:
        account_id = str(event.account_id)
        at = rfc3339(event.at)
        await self.outbox.add(
            IntegrationEvent(
                "account.deactivated", 1, {"account_id": account_id, "at": at}, subject=account_id
            )
        )
