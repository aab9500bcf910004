"""Looks for differences in PostgreSQL, all in one snapshot."""

from collections.abc import Sequence

from analytics.adapters.postgres.differences_sql import CHECKS
from analytics.application.queries.differences import DIFFERENCES_OF_A_CHECK_MAX, Difference
from chassis.postgres.database import Database


class PostgresDifferences:
    """Reads all entries: for operators, not for pages."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self) -> Sequence[Difference]:
        found: list[Difference] = []
        async with self._database.reading() as reading:
            for check, statement in CHECKS.items():
                rows = await reading.driver.fetch(statement, DIFFERENCES_OF_A_CHECK_MAX)
                found += [Difference(check, row["about"], row["expected"], row["found"]) for row in rows]
        return found
