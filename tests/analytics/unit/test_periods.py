"""Days, calendar weeks and calendar months."""

from datetime import UTC, date, datetime, timedelta

import pytest

from analytics.domain.errors import InvalidRange
from analytics.domain.periods import RANGE_DAYS_MAX, Period, day_at
from tests.analytics.builders import MOSCOW, TODAY


@pytest.mark.parametrize("offset", range(7))
def test_every_day_of_a_week_lies_in_the_same_week(offset: int) -> None:
    week = Period(date(2026, 12, 28), date(2027, 1, 3))

    assert Period.week_of(week.first + timedelta(days=offset)) == week


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2027, 2, 1), date(2027, 2, 28)),
        (date(2028, 2, 29), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2026, 12, 31)),
        (date(2026, 11, 30), date(2026, 11, 30)),
    ],
)
def test_a_month_has_as_many_days_as_the_calendar_gives_it(day: date, last: date) -> None:
    assert Period.month_of(day) == Period(day.replace(day=1), last)


def test_a_range_has_both_its_ends() -> None:
    period = Period.between(date(2026, 11, 1), date(2026, 11, 3))

    assert period.days() == [date(2026, 11, 1), date(2026, 11, 2), date(2026, 11, 3)]
    assert date(2026, 11, 3) in period
    assert date(2026, 11, 4) not in period


def test_a_range_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(InvalidRange):
        Period.between(TODAY, TODAY - timedelta(days=1))


def test_a_range_may_be_as_long_as_the_bound_and_no_longer() -> None:
    longest = Period.between(TODAY - timedelta(days=RANGE_DAYS_MAX - 1), TODAY)

    assert len(longest.days()) == RANGE_DAYS_MAX
    with pytest.raises(InvalidRange):
        Period.between(TODAY - timedelta(days=RANGE_DAYS_MAX), TODAY)


def test_the_companys_day_begins_before_the_one_in_greenwich() -> None:
    assert day_at(datetime(2026, 11, 20, 20, 59, tzinfo=UTC), MOSCOW) == date(2026, 11, 20)
    assert day_at(datetime(2026, 11, 20, 21, 0, tzinfo=UTC), MOSCOW) == TODAY
