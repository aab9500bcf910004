"""Who waits for whom in a database."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import asyncpg

WAITING = """
SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


@asynccontextmanager
async def observing(url: str) -> AsyncIterator[Callable[[], Awaitable[int]]]:
    """How many sessions of that database wait for a lock: a probe with a connection of its own.

    It is in no transaction, because PostgreSQL looks at the sessions once in each.
    """
    observer = await asyncpg.connect(url)
    try:
        yield lambda: observer.fetchval(WAITING)
    finally:
        await observer.close()
