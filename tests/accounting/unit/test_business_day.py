"""Which day something is booked on."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from accounting.domain.business_day import (
    ONE_DAY,
    booking_day,
    day_of,
    due_at_end_of_day,
    latest_closable,
)
from tests.accounting.builders import MOSCOW, TODAY, YESTERDAY


def test_a_day_ends_at_the_companys_midnight() -> None:
    assert day_of(datetime(2026, 11, 21, 20, 59, 59, tzinfo=UTC), MOSCOW) == TODAY
    assert day_of(datetime(2026, 11, 21, 21, 0, 0, tzinfo=UTC), MOSCOW) == TODAY + ONE_DAY


@given(st.dates(max_value=date(9999, 12, 30)), st.none() | st.dates(max_value=date(9999, 12, 30)))
def test_nothing_is_booked_on_a_day_that_has_ended(happened_on: date, last_ended: date | None) -> None:
    booked_on = booking_day(happened_on, last_ended)

    assert last_ended is None or booked_on > last_ended
    assert booked_on >= happened_on
    assert booked_on == happened_on or (last_ended is not None and booked_on == last_ended + ONE_DAY)


def test_today_may_be_closed_only_where_that_is_allowed() -> None:
    assert latest_closable(TODAY, ahead_of_time=False) == YESTERDAY
    assert latest_closable(TODAY, ahead_of_time=True) == TODAY


def test_a_debt_is_not_due() -> None:
    assert due_at_end_of_day(-500, 0) == 0
    assert due_at_end_of_day(500, 700) == 0
    assert due_at_end_of_day(500, -700) == 1200
