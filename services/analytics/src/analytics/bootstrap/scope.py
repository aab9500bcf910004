"""What one transaction of analytics offers: its ports, over PostgreSQL or in memory."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import tzinfo

from analytics.adapters.memory.keeping import MemoryFigures, MemoryReports, MemoryTasks
from analytics.adapters.memory.store import MemoryStore
from analytics.adapters.postgres.figures import PostgresFigures
from analytics.adapters.postgres.reports import PostgresReports
from analytics.adapters.postgres.tasks import PostgresTasks
from analytics.application.ports import Figures, Reports, Tasks
from chassis.access import Accounts
from chassis.access.postgres import PostgresAccounts
from chassis.mediator import RecordedEvents
from chassis.postgres.database import Database

SERVICE = "analytics"


@dataclass(frozen=True, slots=True)
class AnalyticsScope:
    tasks: Tasks
    figures: Figures
    reports: Reports
    accounts: Accounts
    events: RecordedEvents


@dataclass(frozen=True, slots=True)
class PostgresScopes:
    """Opens a transaction for each command, or for each batch of them."""

    database: Database
    zone: tzinfo

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[AnalyticsScope]:
        async with self.database.transaction() as transaction:
            yield AnalyticsScope(
                tasks=PostgresTasks(transaction),
                figures=PostgresFigures(transaction, zone=self.zone),
                reports=PostgresReports(transaction),
                accounts=PostgresAccounts(transaction),
                events=RecordedEvents(),
            )


@dataclass(frozen=True, slots=True)
class MemoryScopes:
    store: MemoryStore

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[AnalyticsScope]:
        async with self.store.transaction():
            yield AnalyticsScope(
                tasks=MemoryTasks(self.store),
                figures=MemoryFigures(self.store),
                reports=MemoryReports(self.store),
                accounts=self.store.accounts,
                events=RecordedEvents(),
            )
