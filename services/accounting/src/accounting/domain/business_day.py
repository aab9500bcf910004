"""Business days: which day something is booked on, when a day is over, and when it may be closed."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

ONE_DAY = timedelta(days=1)
DAYS_BACK_MAX = 4
"""No calendar is further from itself: a zone may skip a day, and repeat the hour around midnight."""

MISSED_DAYS_MAX = 366
"""So many days without entries are closed one by one; before these, only days that have entries."""


class DayState(StrEnum):
    """A day is open, then everyone in the black is paid out, then it is closed; it never opens again."""

    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"


def day_of(moment: datetime, zone: tzinfo) -> date:
    """The company's calendar day at `moment`."""
    return moment.astimezone(zone).date()


def end_of(day: date, zone: tzinfo) -> datetime:
    """The moment from which on it is never `day` again at the company.

    Where clocks are turned back across midnight, it comes twice and the second one counts; where they are
    turned forward across it, the day ends at the jump.
    """
    midnight = datetime.combine(day + ONE_DAY, time(), zone)
    return max(midnight.replace(fold=fold).astimezone(UTC) for fold in (0, 1))


def last_over(moment: datetime, zone: tzinfo) -> date:
    """The last day that is over at `moment`."""
    today = day_of(moment, zone)
    days = (today - number * ONE_DAY for number in range(DAYS_BACK_MAX))
    return next(day for day in days if end_of(day, zone) <= moment)


def earliest(*days: date | None) -> date | None:
    """The first of those that are there."""
    return min((day for day in days if day is not None), default=None)


def days_to_end(until: date, *, last_ended: date | None, first: date | None) -> Sequence[date]:
    """The days that end with `until`: it, and each day since the last that ended, with entries or without.

    `first` is the first day there is.
    """
    if last_ended is not None and until <= last_ended:
        return []
    missed = first if last_ended is None else last_ended + ONE_DAY
    since = max(missed or until, until - MISSED_DAYS_MAX * ONE_DAY)
    return [since + number * ONE_DAY for number in range((until - since).days + 1)] or [until]


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
