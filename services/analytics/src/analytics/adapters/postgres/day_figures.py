"""Days and their figures as PostgreSQL keeps them: a row a day, however many entries it had."""

from collections.abc import Sequence
from datetime import date, datetime

import asyncpg

from analytics.application.views import DayFigures
from analytics.domain.identifiers import Cents
from analytics.domain.periods import Period
from chassis.postgres.database import Transaction

BY_DAY = """
SELECT each.day, coalesce(fees, 0) AS fees, coalesce(rewards, 0) AS rewards,
    coalesce(completions, 0) AS completions,
    (coalesce((SELECT sum(into_the_red) FROM day_figures WHERE day < $1), 0)
        + sum(coalesce(into_the_red, 0)) OVER (ORDER BY each.day))::bigint AS accounts_in_the_red
FROM (SELECT $1::date + number AS day FROM generate_series(0, $2::date - $1::date) AS number) AS each
LEFT JOIN day_figures f ON f.day = each.day
ORDER BY each.day
"""
NOW = """
SELECT coalesce(sum(into_the_red), 0)::bigint AS accounts_in_the_red, max(latest_entry_at) AS latest_entry_at
FROM day_figures
"""


async def figures_by_day(reading: Transaction, period: Period) -> Sequence[DayFigures]:
    """Every day of `period`, oldest first."""
    rows = await reading.driver.fetch(BY_DAY, period.first, period.last)
    return [_day_from(row) for row in rows]


async def in_the_red_now(reading: Transaction) -> tuple[int, datetime | None]:
    """How many accounts owe the company, and when the latest entry known of happened."""
    (row,) = await reading.driver.fetch(NOW)
    return row["accounts_in_the_red"], row["latest_entry_at"]


def _day_from(row: asyncpg.Record) -> DayFigures:
    day: date = row["day"]
    return DayFigures(
        day, Cents(row["fees"]), Cents(row["rewards"]), row["completions"], row["accounts_in_the_red"]
    )
