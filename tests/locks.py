"""Who waits for whom in a database."""

from typing import Any

WAITING = """
SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


async def how_many_wait(driver: Any) -> int:
    """How many sessions of the database wait for a lock, as a connection of asyncpg's sees it."""
    waiting: int = await driver.fetchval(WAITING)
    return waiting
