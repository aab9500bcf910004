"""Announce payouts: each as `payout.made`, and together as entries in `transfer.posted`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from accounting.application.wire import TRANSFERS_PER_EVENT_MAX, entry
from accounting.domain.events import EmployeesPaid
from accounting.domain.transfer import Transfer
from chassis.integration import IntegrationEvent, Outbox


@dataclass(frozen=True, slots=True)
class AnnouncePayouts:
    outbox: Outbox

    async def __call__(self, event: EmployeesPaid) -> None:
        await self.outbox.add(
            *(_payout_made(payout) for payout in event.payouts), *_transfers_posted(event.payouts)
        )


def _payout_made(payout: Transfer) -> IntegrationEvent:
    account_id = str(payout.account_id)
    data = {"account_id": account_id, "day": payout.day.isoformat(), "amount": payout.amount}
    return IntegrationEvent("payout.made", 1, data, subject=account_id)


def _transfers_posted(payouts: Sequence[Transfer]) -> Iterator[IntegrationEvent]:
    for start in range(0, len(payouts), TRANSFERS_PER_EVENT_MAX):
        page = payouts[start : start + TRANSFERS_PER_EVENT_MAX]
        data = {"day": page[0].day.isoformat(), "transfers": [entry(payout) for payout in page]}
        yield IntegrationEvent("transfer.posted", 1, data)
