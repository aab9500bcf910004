"""Measures the log all the time: its size, the partitions that are ready, and the parts that are away."""

import asyncio

import structlog

from chassis.archive.parts import extent
from chassis.observability.metrics import OUTBOX_ARCHIVED, OUTBOX_BYTES, OUTBOX_PARTITIONS_AHEAD
from chassis.postgres.database import Database
from chassis.postgres.failures import DATABASE_FAILURES
from chassis.waiting import stopped_within

LOOK_SECONDS = 30.0


class LogWatch:
    """A producer's duty."""

    name = "log-watch"

    def __init__(self, database: Database) -> None:
        self._database = database

    def ready(self) -> bool:
        """Always: nothing waits for it."""
        return True

    async def run(self, stop: asyncio.Event) -> None:
        """Look until `stop` is set."""
        while not stop.is_set():
            try:
                await self.look()
            except DATABASE_FAILURES as error:
                structlog.get_logger(__name__).warning("the log is not measured", error=repr(error))
            await stopped_within(stop, LOOK_SECONDS)

    async def look(self) -> None:
        """Measure once. Raises DATABASE_FAILURES."""
        async with self._database.reading() as reading:
            found = await extent(reading.driver)
        OUTBOX_PARTITIONS_AHEAD.set(found.ahead)
        OUTBOX_BYTES.set(found.bytes)
        OUTBOX_ARCHIVED.set(found.missing)
