"""Who is in the red, as changes from one day's end to the next."""

from datetime import date

import pytest

from analytics.domain.red import changes_in_the_red

MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 16), date(2026, 11, 17), date(2026, 11, 18)


@pytest.mark.parametrize(
    ("moved", "changes"),
    [
        ({}, {}),
        ({MONDAY: 0}, {}),
        ({MONDAY: 1}, {}),
        ({MONDAY: -1}, {MONDAY: 1}),
        ({MONDAY: -1, TUESDAY: 1}, {MONDAY: 1, TUESDAY: -1}),
        ({MONDAY: -1, TUESDAY: -1, WEDNESDAY: 1}, {MONDAY: 1}),
        ({MONDAY: 2, TUESDAY: -2, WEDNESDAY: -1}, {WEDNESDAY: 1}),
        ({WEDNESDAY: 1, MONDAY: -1}, {MONDAY: 1, WEDNESDAY: -1}),
    ],
    ids=[
        "nothing",
        "in and out",
        "above",
        "below",
        "below and back",
        "still below",
        "at nought",
        "any order",
    ],
)
def test_only_crossings_at_a_days_end_count(moved: dict[date, int], changes: dict[date, int]) -> None:
    assert changes_in_the_red(moved) == changes
