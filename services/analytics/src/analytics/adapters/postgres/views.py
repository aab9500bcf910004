"""What there is to see: each answer is a few look-ups in one consistent snapshot."""

from collections.abc import Sequence
from datetime import date, timedelta

from analytics.adapters.postgres.day_figures import figures_by_day, in_the_red_now
from analytics.adapters.postgres.most_expensive_tasks import most_expensive_by_day
from analytics.application.queries.totals import Totals
from analytics.application.views import DayFigures, MostExpensiveByDay, Summary, most_expensive_in
from analytics.domain.day_totals import DayTotals
from analytics.domain.identifiers import Cents
from analytics.domain.periods import Period
from chassis.postgres.database import Database

TOTALS = "SELECT day, fees, rewards, payouts, completions, entries FROM day_figures ORDER BY day"


class PostgresSummaries:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, day: date) -> Summary:
        lately = Period.week_of(day).covering(Period.month_of(day))
        async with self._database.reading() as reading:
            day_before, this_day = await figures_by_day(reading, Period(day - timedelta(days=1), day))
            in_the_red, latest_entry_at = await in_the_red_now(reading)
            tasks = await most_expensive_by_day(reading, lately)
        return Summary(
            day=this_day,
            day_before=day_before,
            accounts_in_the_red=in_the_red,
            latest_entry_at=latest_entry_at,
            most_expensive_of_day=most_expensive_in(tasks, Period.day_of(day)),
            most_expensive_of_week=most_expensive_in(tasks, Period.week_of(day)),
            most_expensive_of_month=most_expensive_in(tasks, Period.month_of(day)),
        )


class PostgresEarnings:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def by_day(self, period: Period) -> Sequence[DayFigures]:
        async with self._database.reading() as reading:
            return await figures_by_day(reading, period)


class PostgresMostExpensiveTasks:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def by_day(self, period: Period) -> MostExpensiveByDay:
        async with self._database.reading() as reading:
            tasks = await most_expensive_by_day(reading, period)
        return MostExpensiveByDay(tasks, most_expensive_in(tasks, period), len(tasks))


class PostgresTotals:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> Totals:
        async with self._database.reading() as reading:
            rows = await reading.driver.fetch(TOTALS)
            in_the_red, _ = await in_the_red_now(reading)
        days = [
            DayTotals(
                day=row["day"],
                fees=Cents(row["fees"]),
                rewards=Cents(row["rewards"]),
                payouts=Cents(row["payouts"]),
                completions=row["completions"],
                entries=row["entries"],
            )
            for row in rows
        ]
        return Totals(days, in_the_red)
