"""What time it is, as a port, so that tests and demo history can choose it."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present moment, timezone-aware, in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present moment in UTC, microsecond resolution."""
        return datetime.now(UTC)


class SettableClock:
    """A clock that stands where it is put; it moves only when told to."""

    def __init__(self, at: datetime) -> None:
        self._at = at.astimezone(UTC)

    @classmethod
    def at_present(cls) -> "SettableClock":
        """One that stands at the present moment."""
        return cls(SystemClock().now())

    def now(self) -> datetime:
        """The moment it was last put at, in UTC."""
        return self._at

    def put_at(self, at: datetime) -> None:
        """Stand at `at` (timezone-aware) from now on; backwards is allowed."""
        self._at = at.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        """Move forward by `by`."""
        self._at += by


def rfc3339(moment: datetime) -> str:
    """`moment` (timezone-aware) in UTC as RFC 3339 with microseconds and `Z`, as events carry it."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
