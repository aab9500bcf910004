"""How accounting writes entries into integration events."""

from accounting.domain.transfer import Transfer
from chassis.clock import rfc3339

TRANSFERS_PER_EVENT_MAX = 500


def entry(transfer: Transfer) -> dict[str, object]:
    """A transfer as `transfer.posted` tells it."""
    return {
        "transfer_id": str(transfer.id),
        "kind": transfer.kind.value,
        "account_id": str(transfer.account_id),
        "task_id": None if transfer.task_id is None else str(transfer.task_id),
        "amount": transfer.amount,
        "occurred_at": rfc3339(transfer.occurred_at),
    }
