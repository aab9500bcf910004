"""Whether admins have a reason to look at the books' integrity; asked now and then, known at once."""

import asyncio
from contextlib import suppress

import structlog

from accounting.application.checking import BookChecks
from chassis.web.outages import OUTAGE_CAUSES

LOOK_EVERY_SECONDS = 15.0


class Concern:
    """A part of the web process: the menu shows the way to a check that found differences."""

    def __init__(self, checks: BookChecks) -> None:
        self._checks = checks
        self._work: asyncio.Task[None] | None = None
        self.is_there = False

    async def start(self) -> None:
        self._work = asyncio.create_task(self._watch(), name="concern")

    async def stop(self) -> None:
        if self._work is not None:
            self._work.cancel()
            with suppress(asyncio.CancelledError):
                await self._work

    async def look(self) -> None:
        """See what came of the last check."""
        last = await self._checks.last()
        self.is_there = last is not None and not last.audit.is_clean

    async def _watch(self) -> None:
        while True:
            try:
                await self.look()
            except OUTAGE_CAUSES as error:
                structlog.get_logger(__name__).warning("the last check is unknown", reason=repr(error))
            await asyncio.sleep(LOOK_EVERY_SECONDS)
