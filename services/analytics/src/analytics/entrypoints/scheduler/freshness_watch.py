"""Notes how fresh the figures are, and counts the days that accounting tells otherwise."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

import structlog
from prometheus_client import Gauge

from analytics.application.ports import FreshnessLog
from chassis.clock import Clock
from chassis.envelope import Envelope
from chassis.waiting import stopped_within
from chassis.web.outages import OUTAGE_CAUSES

LOOK_SECONDS = 5.0
LOOK_SECONDS_MIN = 0.5

DAYS_DIFFERING = Gauge(
    "popug_analytics_days_differing",
    "Closed days whose figures are not those that accounting closed them with",
)


class Inbox(Protocol):
    """The consumer, as far as this is about it."""

    def ready(self) -> bool: ...

    def waiting(self) -> int: ...


class FreshnessWatch:
    """A worker's duty: soon after each batch, and now and then when there is none."""

    name = "freshness"

    def __init__(self, log: FreshnessLog, clock: Clock) -> None:
        self._log = log
        self._clock = clock
        self._heard = asyncio.Event()
        self._delay_seconds: float | None = None
        self._inbox: Inbox | None = None

    def watch(self, inbox: Inbox) -> None:
        """Whose messages it is about."""
        self._inbox = inbox

    def ready(self) -> bool:
        """Always: figures that are not known to be fresh are as good as they were."""
        return True

    def hear(self, batch: Sequence[Envelope]) -> None:
        """A batch has been worked in: the latest event in it is this late."""
        latest = max((envelope.time for envelope in batch), default=None)
        if latest is not None:
            self._delay_seconds = max(0.0, (self._clock.now() - latest).total_seconds())
            self._heard.set()

    async def run(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                await self.look()
            except OUTAGE_CAUSES as error:
                structlog.get_logger(__name__).warning("freshness is not noted", reason=repr(error))
            await stopped_within(stop, LOOK_SECONDS_MIN)
            await self._something_new(stop)

    async def look(self) -> None:
        """Note it once, if there is anybody to hear events."""
        if self._inbox is None or not self._inbox.ready():
            return
        waiting = self._inbox.waiting()
        if waiting == 0 and not self._heard.is_set() and self._delay_seconds is not None:
            # All is worked in, however old the last of it was: a history, say.
            self._delay_seconds = min(self._delay_seconds, LOOK_SECONDS)
        self._heard.clear()
        await self._log.note(waiting, self._delay_seconds)
        DAYS_DIFFERING.set(await self._log.days_differing())

    async def _something_new(self, stop: asyncio.Event) -> None:
        waits = [asyncio.create_task(self._heard.wait()), asyncio.create_task(stop.wait())]
        _, pending = await asyncio.wait(waits, timeout=LOOK_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
