"""What a message that was put aside says about why."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

REASON = "popug-reason"
DETAIL = "popug-detail"
ATTEMPTS = "popug-attempts"
FAILED_AT = "popug-failed-at"
PRODUCER = "popug-producer"
DETAIL_LENGTH_MAX = 2_000


def attempts_of(headers: Mapping[str, Any] | None) -> int:
    """How often the message was tried before; 0 for one that never was put aside."""
    attempts = (headers or {}).get(ATTEMPTS, 0)
    return attempts if isinstance(attempts, int) else 0


def aside_headers(reason: str, detail: str, attempts: int) -> dict[str, Any]:
    """The headers to put a message aside with; `detail` is cut to DETAIL_LENGTH_MAX characters."""
    return {
        REASON: reason,
        DETAIL: detail[:DETAIL_LENGTH_MAX],
        ATTEMPTS: attempts,
        FAILED_AT: datetime.now(UTC).isoformat(timespec="seconds"),
    }
