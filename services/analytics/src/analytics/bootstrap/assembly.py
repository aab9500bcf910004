"""Analytics put together, over PostgreSQL or in memory."""

from datetime import tzinfo

from analytics.adapters.memory.store import MemoryStore
from analytics.adapters.memory.views import (
    MemoryDashboards,
    MemoryEarnings,
    MemoryMostExpensiveTasks,
    MemoryRebuilds,
    MemorySummaries,
    MemoryTotals,
)
from analytics.adapters.postgres.dashboard import PostgresDashboards
from analytics.adapters.postgres.rebuilds import PostgresRebuilds
from analytics.adapters.postgres.views import (
    PostgresEarnings,
    PostgresMostExpensiveTasks,
    PostgresSummaries,
    PostgresTotals,
)
from analytics.application.analytics import Analytics
from analytics.bootstrap.registry import mediator_of
from analytics.bootstrap.scope import MemoryScopes, PostgresScopes
from chassis.mediator import Observe, unobserved
from chassis.postgres.database import Database


def analytics_over(database: Database, zone: tzinfo, observe: Observe = unobserved) -> Analytics:
    """Analytics over PostgreSQL; `zone` decides on which day a task counts."""
    return Analytics(
        mediator=mediator_of(PostgresScopes(database, zone), observe),
        dashboards=PostgresDashboards(database),
        summaries=PostgresSummaries(database),
        earnings=PostgresEarnings(database),
        most_expensive_tasks=PostgresMostExpensiveTasks(database),
        totals=PostgresTotals(database),
        rebuilds=PostgresRebuilds(database),
    )


def analytics_in_memory(store: MemoryStore, zone: tzinfo) -> Analytics:
    """Analytics without any server, for tests and tools."""
    return Analytics(
        mediator=mediator_of(MemoryScopes(store)),
        dashboards=MemoryDashboards(store, zone),
        summaries=MemorySummaries(store, zone),
        earnings=MemoryEarnings(store),
        most_expensive_tasks=MemoryMostExpensiveTasks(store, zone),
        totals=MemoryTotals(store),
        rebuilds=MemoryRebuilds(),
    )
