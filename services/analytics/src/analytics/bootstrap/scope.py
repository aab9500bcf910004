"""What one transaction of analytics offers: its ports, over PostgreSQL or in memory."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import tzinfo

from analytics.adapters.memory.keeping import MemoryFigures, MemoryReports, MemoryTasks
from analytics.adapters.memory.store import MemoryStore
from analytics.adapters.postgres.figures import PostgresFigures
from analytics.adapters.postgres.rebuilt_figures import (
    DoubledFigures,
    DoubledReports,
    DoubledTasks,
    PostgresUncountedEntries,
    Unfinished,
    in_rebuilt,
)
from analytics.adapters.postgres.reports import PostgresReports
from analytics.adapters.postgres.tasks import PostgresTasks
from analytics.application.ports import Figures, Reports, Tasks, UncountedEntries
from analytics.domain.rebuild import RebuildId
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
class LoadingScope:
    tasks: Tasks
    uncounted: UncountedEntries
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
            unfinished = Unfinished(transaction)
            yield AnalyticsScope(
                tasks=DoubledTasks(PostgresTasks(transaction), unfinished),
                figures=DoubledFigures(PostgresFigures(transaction, zone=self.zone), unfinished),
                reports=DoubledReports(PostgresReports(transaction), unfinished),
                accounts=PostgresAccounts(transaction),
                events=RecordedEvents(),
            )


@dataclass(frozen=True, slots=True)
class LoadingScopes:
    """Of a rebuild's own transactions: whatever history tells goes into the new figures alone."""

    database: Database
    rebuild: RebuildId

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[LoadingScope]:
        async with self.database.transaction() as transaction, in_rebuilt(transaction.driver):
            yield LoadingScope(
                tasks=PostgresTasks(transaction),
                uncounted=PostgresUncountedEntries(transaction, self.rebuild),
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
