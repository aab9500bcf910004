"""How many dead letters wait, known to a web process without asking at every request."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from chassis.waiting import cancelled, stopped_within
from chassis.web.outages import OUTAGE_CAUSES

LOOK_SECONDS = 5.0


class WaitingLetters:
    """Looks every LOOK_SECONDS while the process runs; `number` is what it saw last, 0 before."""

    def __init__(self, count: Callable[[], Awaitable[int]]) -> None:
        self.number = 0
        self._count = count
        self._stop = asyncio.Event()
        self._looking: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin looking."""
        self._stop.clear()
        self._looking = asyncio.create_task(self._look(), name="dead-letters-waiting")

    async def stop(self) -> None:
        """Stop looking."""
        self._stop.set()
        if self._looking is not None:
            await cancelled(self._looking)

    async def look(self) -> None:
        """Look now; an outage leaves the number as it was."""
        try:
            self.number = await self._count()
        except OUTAGE_CAUSES as error:
            structlog.get_logger(__name__).debug("dead letters not counted", reason=repr(error))

    async def _look(self) -> None:
        while not self._stop.is_set():
            await self.look()
            await stopped_within(self._stop, LOOK_SECONDS)
