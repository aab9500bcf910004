"""How accounting writes moments and entries into integration events."""

from datetime import UTC, datetime

from accounting.domain.transfer import Transfer

TRANSFERS_PER_EVENT_MAX = 500


def timestamp(moment: datetime) -> str:
    """`moment` in UTC as RFC 3339 with microseconds and `Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def entry(transfer: Transfer) -> dict[str, object]:
    """A transfer as `transfer.posted` tells it."""
    return {
        "transfer_id": str(transfer.id),
        "kind": transfer.kind.value,
        "account_id": str(transfer.account_id),
        "task_id": None if transfer.task_id is None else str(transfer.task_id),
        "amount": transfer.amount,
        "occurred_at": timestamp(transfer.occurred_at),
    }
