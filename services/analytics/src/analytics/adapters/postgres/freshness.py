"""How well the figures are kept up to date, in one row."""

from analytics.adapters.postgres.differences_sql import TOTALS_OF_A_CLOSED_DAY
from chassis.postgres.database import Database

DIFFERING_MAX = 1_000
NOTE = """
INSERT INTO freshness AS f (id, seen_at, waiting, delay_ms) VALUES (1, now(), $1, $2)
ON CONFLICT (id) DO UPDATE
SET seen_at = now(), waiting = excluded.waiting, delay_ms = coalesce(excluded.delay_ms, f.delay_ms)
"""


class PostgresFreshnessLog:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, waiting: int, delay_seconds: float | None) -> None:
        delay_ms = None if delay_seconds is None else round(delay_seconds * 1000)
        async with self._database.one_statement() as driver:
            await driver.execute(NOTE, waiting, delay_ms)

    async def days_differing(self) -> int:
        async with self._database.one_statement() as driver:
            return len(await driver.fetch(TOTALS_OF_A_CLOSED_DAY, DIFFERING_MAX))
