from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from babel.support import NullTranslations

from chassis.clock import SettableClock
from chassis.pages.formatting import Formatter, duration, money, number
from tests.chassis.pages.support import NOW

NBSP = "\N{NO-BREAK SPACE}"


def a_formatter(locale: str = "en") -> Formatter:
    return Formatter(locale, ZoneInfo("Europe/Moscow"), NullTranslations(), SettableClock(NOW))


@pytest.mark.parametrize(
    ("cents", "written"),
    [(0, "$0.00"), (5, "$0.05"), (123450, "$1,234.50"), (-1500, "−$15.00"), (-1, "−$0.01")],
)
def test_money_is_written_in_dollars_with_a_real_minus_sign(cents: int, written: str) -> None:
    assert money(cents) == written


def test_money_in_russian_has_a_comma_and_the_sign_behind() -> None:
    assert money(123450, "ru") == f"1{NBSP}234,50{NBSP}$"
    assert money(-1500, "ru") == f"−15,00{NBSP}$"


def test_money_stays_exact_where_a_float_would_not() -> None:
    assert money(9_007_199_254_740_993) == "$90,071,992,547,409.93"


def test_a_signed_amount_shows_that_it_was_earned() -> None:
    assert money(2450, signed=True) == "+$24.50"
    assert money(0, signed=True) == "$0.00"


def test_numbers_are_grouped_as_the_language_does() -> None:
    assert number(1_000_000) == "1,000,000"
    assert number(-1204, "ru") == f"−1{NBSP}204"


@pytest.mark.parametrize(
    ("seconds", "written"),
    [(0.42, "0.4 sec"), (14.2, "14 sec"), (125, "2 min 5 sec"), (120, "2 min"), (12000, "3 hr 20 min")],
)
def test_a_duration_has_at_most_two_units(seconds: float, written: str) -> None:
    assert duration(seconds) == written


@pytest.mark.parametrize(
    ("age", "written"),
    [
        (timedelta(seconds=3), "just now"),
        (timedelta(minutes=2), "2 min. ago"),
        (timedelta(hours=5), "09:02"),
        (timedelta(hours=20), "yesterday 18:02"),
        (timedelta(days=20), "1 Nov 14:02"),
        (timedelta(days=400), "17 Oct 2025"),
        (timedelta(minutes=-5), "in 5 min."),
    ],
)
def test_a_time_is_relative_while_it_is_near_and_in_the_companys_zone_when_it_is_not(
    age: timedelta, written: str
) -> None:
    assert a_formatter().time(NOW - age) == written


def test_the_full_time_names_second_and_zone() -> None:
    assert a_formatter().full_time(NOW) == "21 November 2026, 14:02:11 +0300"


def test_a_day_begins_at_midnight_in_the_companys_zone() -> None:
    late = datetime(2026, 11, 21, 22, 30, tzinfo=ZoneInfo("UTC"))
    formatter = Formatter("en", ZoneInfo("Europe/Moscow"), NullTranslations(), SettableClock(late))

    assert formatter.today() == date(2026, 11, 22)
    assert formatter.day(date(2026, 11, 21)) == "yesterday"
    assert formatter.day(date(2026, 3, 8)) == "8 Mar"
    assert formatter.day(date(2025, 3, 8)) == "8 Mar 2025"
