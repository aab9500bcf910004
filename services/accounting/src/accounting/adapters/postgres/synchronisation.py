"""How far what happened elsewhere has arrived, and since when days are closed by themselves."""

from datetime import date, datetime, timedelta

from chassis.history import history_has_arrived
from chassis.postgres.database import Transaction

ENTRIES_LOOKED_AT_MAX = 10_000
"""A backlog is read in the order it was written in, so the last entries show whether one is being read."""

QUIET = """
SELECT NOT EXISTS (
    SELECT FROM (
        SELECT occurred_at, booked_at FROM transfer ORDER BY id DESC LIMIT $3
    ) recent
    WHERE occurred_at < $1 AND booked_at > now() - $2::interval
)
"""

BEGUN_ON = """
INSERT INTO closing_schedule AS s (begun_on) VALUES ($1)
ON CONFLICT (one) DO UPDATE SET begun_on = least(s.begun_on, $1) WHERE s.begun_on > $1
"""


class PostgresSynchronisation:
    """Reads the table `synchronisation`, as the chassis keeps it, and the last transfers."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def is_complete(self) -> bool:
        return await history_has_arrived("accounting", self._transaction)

    async def is_quiet(self, until: datetime, lately: timedelta) -> bool:
        quiet: bool = await self._transaction.driver.fetchval(QUIET, until, lately, ENTRIES_LOOKED_AT_MAX)
        return quiet


class PostgresSchedule:
    """Keeps the one row of `closing_schedule`."""

    def __init__(self, transaction: Transaction) -> None:
        self._driver = transaction.driver

    async def begun_on(self, today: date) -> date:
        await self._driver.execute(BEGUN_ON, today)
        begun_on: date = await self._driver.fetchval("SELECT begun_on FROM closing_schedule")
        return begun_on
