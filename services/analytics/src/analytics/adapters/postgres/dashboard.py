"""The dashboard in one statement: one round trip, one snapshot, however much there is to see."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import asyncpg

from analytics.adapters.postgres.day_figures import EVERY_DAY, day_from, days_of
from analytics.adapters.postgres.most_expensive_tasks import NAMED, OF_PERIODS, highest_from, tasks_from
from analytics.adapters.postgres.rebuild_sql import REBUILDS
from analytics.adapters.postgres.rebuild_store import rebuild_from
from analytics.application.queries.dashboard import DISAGREEMENTS_MAX, Dashboard
from analytics.application.views import Freshness, MostExpensiveByDay, Summary
from analytics.domain.periods import Period
from chassis.postgres.database import Database

LISTED = NAMED.format(ties="SELECT * FROM tied_task WHERE day BETWEEN $5 AND $6")
DASHBOARD = f"""
WITH every AS MATERIALIZED ({EVERY_DAY}), starts AS (
    SELECT (SELECT max(day) FROM every WHERE day < $1) AS of_range,
        (SELECT max(day) FROM every WHERE day < $3) AS of_today
)
SELECT
    ARRAY(
        SELECT every FROM every, starts
        WHERE day BETWEEN $1 AND $2 OR day BETWEEN $3 AND $4 OR day IN (of_range, of_today) ORDER BY day
    ) AS days,
    ARRAY(
        SELECT every FROM every
        WHERE closed_fees IS NOT NULL
            AND (fees, rewards, payouts) <> (closed_fees, closed_rewards, closed_payouts)
        ORDER BY day DESC LIMIT $9
    ) AS disagreements,
    ARRAY(SELECT named FROM ({LISTED}) AS named) AS tasks,
    (SELECT count(*) FROM most_expensive_task WHERE day BETWEEN $1 AND $2) AS days_with_tasks,
    ARRAY(SELECT highest FROM ({OF_PERIODS.format(firsts="$7::date[]", lasts="$8::date[]")}) AS highest)
        AS highest,
    (SELECT coalesce(sum(into_the_red), 0)::bigint FROM day_figures) AS in_the_red,
    (SELECT max(latest_entry_at) FROM day_figures) AS latest_entry_at,
    (SELECT f FROM freshness f) AS freshness,
    ARRAY(SELECT u FROM ({REBUILDS} WHERE finished_at IS NULL) AS u) AS rebuild
"""  # noqa: S608 - made of constants


class PostgresDashboards:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, today: date, period: Period, listed: Period) -> Dashboard:
        two_days = Period(today - timedelta(days=1), today)
        bounds = [day for each in (period, two_days, listed) for day in (each.first, each.last)]
        lately = (Period.day_of(today), Period.week_of(today), Period.month_of(today), period)
        firsts, lasts = [each.first for each in lately], [each.last for each in lately]
        async with self._database.one_statement() as driver:
            row = await driver.fetchrow(DASHBOARD, *bounds, firsts, lasts, DISAGREEMENTS_MAX)
        if row is None:
            raise LookupError("a statement without FROM answers one row")
        return _dashboard_from(row, two_days, period)


def _dashboard_from(row: asyncpg.Record, two_days: Period, period: Period) -> Dashboard:
    known = [day_from(*each) for each in row["days"]]
    day_before, this_day = days_of(two_days, known)
    of_day, of_week, of_month, of_period = [highest_from(*each) for each in row["highest"]]
    return Dashboard(
        summary=Summary(
            day=this_day,
            day_before=day_before,
            accounts_in_the_red=row["in_the_red"],
            latest_entry_at=row["latest_entry_at"],
            most_expensive_of_day=of_day,
            most_expensive_of_week=of_week,
            most_expensive_of_month=of_month,
        ),
        days=days_of(period, known),
        most_expensive=MostExpensiveByDay(tasks_from(row["tasks"]), of_period, row["days_with_tasks"]),
        disagreements=[day_from(*each) for each in row["disagreements"]],
        freshness=_freshness_from(row["freshness"]),
        rebuild=next((rebuild_from(*each) for each in row["rebuild"]), None),
    )


def _freshness_from(row: Sequence[Any] | None) -> Freshness | None:
    if row is None:
        return None
    _, seen_at, waiting, delay_ms = row
    return Freshness(seen_at, waiting, None if delay_ms is None else delay_ms / 1000)
