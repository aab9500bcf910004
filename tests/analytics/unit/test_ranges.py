"""The days an address chooses, and which of them are listed one by one."""

from datetime import date

import pytest

from analytics.domain.periods import Period
from analytics.entrypoints.web.ranges import chosen_range
from tests.analytics.builders import TODAY


def test_a_month_of_a_longer_range_is_listed_the_last_one_first() -> None:
    chosen = chosen_range({"from": "2026-09-01", "to": "2026-11-21"}, TODAY)

    assert chosen.listed == Period(date(2026, 10, 22), TODAY)
    assert (chosen.later, chosen.earlier) == ("", "from=2026-09-01&to=2026-11-21&until=2026-10-21")


@pytest.mark.parametrize("until", ["2026-11-22", "2026-08-31"])
def test_a_day_outside_the_range_lists_its_last_days(until: str) -> None:
    chosen = chosen_range({"from": "2026-09-01", "to": "2026-11-21", "until": until}, TODAY)

    assert chosen.listed.last == TODAY


@pytest.mark.parametrize("name", ["today", "7-days", "30-days"])
def test_every_range_offered_is_listed_whole(name: str) -> None:
    chosen = chosen_range({"range": name}, TODAY)

    assert chosen.listed == chosen.period
    assert (chosen.later, chosen.earlier) == ("", "")
