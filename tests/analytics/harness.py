"""Analytics put together by its own composition root, over either kind of adapters."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from analytics.adapters.memory.store import MemoryStore
from analytics.adapters.postgres.tables import metadata
from analytics.application.analytics import Analytics
from analytics.application.queries.dashboard import Dashboard
from analytics.application.queries.totals import Totals
from analytics.application.views import DayFigures, MostExpensiveByDay, Summary
from analytics.bootstrap import analytics_in_memory, analytics_over
from analytics.domain.entry import Entry
from analytics.domain.periods import Period
from chassis.messages import Command
from chassis.postgres.database import Database
from tests.analytics.builders import MOSCOW, recording


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything there is to see of a period and of its last day."""

    summary: Summary
    days: list[DayFigures]
    most_expensive: MostExpensiveByDay
    totals: Totals
    dashboard: Dashboard


@dataclass(frozen=True, slots=True)
class Harness:
    analytics: Analytics

    async def hear(self, *commands: Command[Any]) -> None:
        """One batch, one transaction."""
        await self.analytics.mediator.handle_all(commands)

    async def book(self, *entries: Entry) -> None:
        await self.hear(recording(*entries))

    async def look(self, period: Period) -> Seen:
        lately = Period(max(period.first, period.last - timedelta(days=6)), period.last)
        return Seen(
            summary=await self.analytics.summaries.of(period.last),
            days=list(await self.analytics.earnings.by_day(period)),
            most_expensive=await self.analytics.most_expensive_tasks.by_day(period),
            totals=await self.analytics.totals.all(),
            dashboard=await self.analytics.dashboards.of(period.last, period, lately),
        )


def in_memory() -> Harness:
    return Harness(analytics_in_memory(MemoryStore(), MOSCOW))


def over(database: Database) -> Harness:
    return Harness(analytics_over(database, MOSCOW))


async def forget_everything(database: Database) -> None:
    """Empty the service's own tables."""
    async with database.transaction() as transaction:
        await transaction.driver.execute("SELECT empty_rebuilt()")
        for table in metadata.sorted_tables:
            await transaction.driver.execute(f"DELETE FROM {table.name}")
