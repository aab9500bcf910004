"""Ranges of days as people ask for them."""

from datetime import date, timedelta

from accounting.domain.errors import InvalidRange

DAYS_DEFAULT = 14
DAYS_MAX = 366


def days_between(first: date | None, last: date | None, *, today: date) -> tuple[date, date]:
    """The first and last day of a range; two weeks up to today by default. Raises `InvalidRange`."""
    try:
        end = last or today
        start = first or end - timedelta(days=DAYS_DEFAULT - 1)
    except OverflowError:
        raise InvalidRange("There are no such days.") from None
    if start > end:
        raise InvalidRange(f"The range ends on {end}, before it begins on {start}.")
    if (end - start).days >= DAYS_MAX:
        raise InvalidRange(f"A range has at most {DAYS_MAX} days.", days_max=DAYS_MAX)
    return start, end
