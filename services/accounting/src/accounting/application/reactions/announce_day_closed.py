"""Announce a closed day: each payout as `payout.made`, the entries as `transfer.posted`, the totals as `day.closed`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from accounting.application.wire import timestamp
from accounting.domain.events import DayClosed
from accounting.domain.transfer import Transfer
from chassis.integration import IntegrationEvent, Outbox

TRANSFERS_PER_EVENT_MAX = 500


@dataclass(frozen=True, slots=True)
class AnnounceDayClosed:
    outbox: Outbox

    async def __call__(self, event: DayClosed) -> None:
        await self.outbox.add(
            *(_payout_made(payout) for payout in event.payouts),
            *_transfers_posted(event.payouts),
            _day_closed(event),
        )


def _payout_made(payout: Transfer) -> IntegrationEvent:
    account_id = str(payout.account_id)
    data = {"account_id": account_id, "day": payout.day.isoformat(), "amount": payout.amount}
    return IntegrationEvent("payout.made", 1, data, subject=account_id)


def _transfers_posted(payouts: Sequence[Transfer]) -> Iterator[IntegrationEvent]:
    for start in range(0, len(payouts), TRANSFERS_PER_EVENT_MAX):
        page = payouts[start : start + TRANSFERS_PER_EVENT_MAX]
        data = {"day": page[0].day.isoformat(), "transfers": [_entry(payout) for payout in page]}
        yield IntegrationEvent("transfer.posted", 1, data)


def _entry(transfer: Transfer) -> dict[str, object]:
    return {
        "transfer_id": str(transfer.id),
        "kind": transfer.kind.value,
        "account_id": str(transfer.account_id),
        "task_id": None if transfer.task_id is None else str(transfer.task_id),
        "amount": transfer.amount,
        "occurred_at": timestamp(transfer.occurred_at),
    }


def _day_closed(event: DayClosed) -> IntegrationEvent:
    day = event.day.isoformat()
    data = {
        "day": day,
        "fees": event.fees,
        "rewards": event.rewards,
        "payouts": sum(payout.amount for payout in event.payouts),
    }
    return IntegrationEvent("day.closed", 1, data, subject=day)
