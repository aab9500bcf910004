"""Business days: which day something is booked on, and when a day may be closed."""

from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum

ONE_DAY = timedelta(days=1)


class DayState(StrEnum):
    """A day is open, then everyone in the black is paid out, then it is closed; it never opens again."""

    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"


def day_of(moment: datetime, zone: tzinfo) -> date:
    """The company's calendar day at `moment`."""
    return moment.astimezone(zone).date()


def booking_day(happened_on: date, last_ended: date | None) -> date:
    """The day something that happened on `happened_on` is booked on.

    `last_ended` is the last day that takes no entries any more. Days end in order, so every day after it is
    open. What arrives after its day has ended goes to the earliest open day.
    """
    return happened_on if last_ended is None else max(happened_on, last_ended + ONE_DAY)


def latest_closable(today: date, *, ahead_of_time: bool) -> date:
    """The last day that may be closed: yesterday, or today where that is allowed."""
    return today if ahead_of_time else today - ONE_DAY


def state_of_unknown(day: date, last_ended: date | None) -> DayState:
    """The state of a day on which nothing was ever booked."""
    return DayState.CLOSED if last_ended is not None and day <= last_ended else DayState.OPEN


def due_at_end_of_day(balance: int, results_since: int) -> int:
    """What is paid out to an account: what it had at the day's end, if that is positive.

    `balance` is the account's now, `results_since` what all later days did to it, in cents.
    """
    return max(0, balance - results_since)
