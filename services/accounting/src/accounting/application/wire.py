"""How accounting writes moments into integration events."""

from datetime import UTC, datetime


def timestamp(moment: datetime) -> str:
    """`moment` in UTC as RFC 3339 with microseconds and `Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
