"""When a business day is over, wherever and whenever clocks are moved."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounting.domain.business_day import (
    MISSED_DAYS_MAX,
    ONE_DAY,
    day_of,
    days_to_end,
    end_of,
    last_over,
)
from tests.accounting.builders import TODAY, TOMORROW, YESTERDAY

ZONES = [
    "Europe/Moscow",
    "Europe/Berlin",
    "America/Sao_Paulo",
    "America/St_Johns",
    "America/Havana",
    "Asia/Beirut",
    "Africa/Cairo",
    "Pacific/Apia",
    "Pacific/Kwajalein",
]
MOMENTS = st.integers(0, 2_114_380_800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@pytest.mark.parametrize(
    ("zone", "day", "end", "hours"),
    [
        pytest.param("Europe/Berlin", date(2026, 3, 29), "2026-03-29T22:00Z", 23, id="spring in Berlin"),
        pytest.param("Europe/Berlin", date(2026, 10, 25), "2026-10-25T23:00Z", 25, id="autumn in Berlin"),
        pytest.param("Europe/Berlin", date(2026, 10, 26), "2026-10-26T23:00Z", 24, id="the day after"),
        pytest.param("America/Sao_Paulo", date(2018, 11, 3), "2018-11-04T03:00Z", 24, id="no midnight there"),
        pytest.param("America/Sao_Paulo", date(2018, 11, 4), "2018-11-05T02:00Z", 23, id="from one o'clock"),
        pytest.param("America/Sao_Paulo", date(2018, 2, 17), "2018-02-18T03:00Z", 25, id="an hour twice"),
        pytest.param("America/Sao_Paulo", date(2026, 11, 1), "2026-11-02T03:00Z", 24, id="no changes now"),
        pytest.param("America/St_Johns", date(2006, 10, 28), "2006-10-29T03:30Z", 25, id="midnight twice"),
        pytest.param("Pacific/Apia", date(2011, 12, 29), "2011-12-30T10:00Z", 24, id="before a day skipped"),
        pytest.param("Pacific/Apia", date(2011, 12, 30), "2011-12-30T10:00Z", 0, id="a day that never was"),
    ],
)
def test_a_day_ends_when_it_is_never_that_day_again(zone: str, day: date, end: str, hours: int) -> None:
    company = ZoneInfo(zone)

    ended = end_of(day, company)

    assert ended == datetime.fromisoformat(end)
    assert ended - end_of(day - ONE_DAY, company) == timedelta(hours=hours)


def test_a_day_whose_last_minutes_come_twice_is_not_over_at_its_first_midnight() -> None:
    newfoundland, day = ZoneInfo("America/St_Johns"), date(2006, 10, 28)
    first_midnight = datetime(2006, 10, 29, 2, 30, tzinfo=UTC)

    assert day_of(first_midnight, newfoundland) == day + ONE_DAY
    assert last_over(first_midnight, newfoundland) == day - ONE_DAY
    assert last_over(end_of(day, newfoundland), newfoundland) == day


@given(MOMENTS, st.sampled_from(ZONES), st.timedeltas(timedelta(0), timedelta(days=2)))
def test_a_day_that_is_over_never_comes_again(moment: datetime, zone: str, later: timedelta) -> None:
    company = ZoneInfo(zone)

    over = last_over(moment, company)

    assert day_of(moment + later, company) > over
    assert end_of(over, company) <= moment < end_of(over + ONE_DAY, company)


def test_with_a_day_all_since_the_last_that_ended_end() -> None:
    assert days_to_end(TOMORROW, last_ended=YESTERDAY, first=YESTERDAY) == [TODAY, TOMORROW]


def test_a_day_that_has_ended_does_not_end_again() -> None:
    assert days_to_end(TODAY, last_ended=TODAY, first=YESTERDAY) == []


def test_the_first_days_to_end_begin_with_the_first_entry() -> None:
    assert days_to_end(TODAY, last_ended=None, first=YESTERDAY) == [YESTERDAY, TODAY]
    assert days_to_end(TODAY, last_ended=None, first=None) == [TODAY]
    assert days_to_end(TODAY, last_ended=None, first=TOMORROW) == [TODAY]


def test_so_many_days_without_entries_are_not_closed_one_by_one() -> None:
    days = days_to_end(TODAY, last_ended=date(1970, 1, 1), first=date(1970, 1, 1))

    assert (len(days), days[-1]) == (MISSED_DAYS_MAX + 1, TODAY)
