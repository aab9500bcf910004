"""Business days: which day something is booked on, and when a day may be closed."""

from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum


class DayState(StrEnum):
    """A day is open until it is closed; it never opens again."""

    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"


def day_of(moment: datetime, zone: tzinfo) -> date:
    """The company's calendar day at `moment`."""
    return moment.astimezone(zone).date()


def booking_day(happened_on: date, last_closed: date | None) -> date:
    """The day something that happened on `happened_on` is booked on.

    Days are closed in order, so every day after the last closed one is open. What arrives after its day was closed
    goes to the earliest open day.
    """
    return happened_on if last_closed is None else max(happened_on, last_closed + timedelta(days=1))
