"""Rebuilds as they are shown."""

from collections.abc import Sequence

from analytics.adapters.postgres.rebuild_sql import REBUILDS
from analytics.adapters.postgres.rebuild_store import rebuild_from
from analytics.application.queries.rebuilds import RECENT_MAX
from analytics.domain.rebuild import FigureDifference, Rebuild, RebuildId
from chassis.postgres.database import Database

RECENT = f"{REBUILDS} ORDER BY started_at DESC LIMIT $1"
DIFFERENCES = """
SELECT figure, about, live, rebuilt FROM rebuild_difference WHERE rebuild_id = $1 ORDER BY place
"""


class PostgresRebuilds:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def recent(self) -> Sequence[Rebuild]:
        async with self._database.one_statement() as driver:
            return [rebuild_from(*row) for row in await driver.fetch(RECENT, RECENT_MAX)]

    async def differences(self, rebuild: RebuildId) -> Sequence[FigureDifference]:
        async with self._database.one_statement() as driver:
            return [FigureDifference(*row) for row in await driver.fetch(DIFFERENCES, rebuild)]
