"""The time on which this machine and the database agree.

A clock that runs ahead would close a day that is not over, and no closed day opens again.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime

from chassis.clock import Clock
from chassis.postgres.database import Database


def agreed_time(clock: Clock, database: Database) -> Callable[[], Awaitable[datetime]]:
    """Tells the earlier of both times."""

    async def now() -> datetime:
        async with database.one_statement() as driver:
            told: datetime = await driver.fetchval("SELECT clock_timestamp()")
        return min(told, clock.now())

    return now
