"""A worker's duty made of rounds: one after the other while there is work, else with pauses between."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import structlog

from chassis.waiting import BackOff, stopped_within
from chassis.web.outages import OUTAGE_CAUSES


@dataclass(slots=True)
class Rounds:
    """A duty that calls `round` again and again, for schedulers and the like.

    `round` is given the event that tells it to stop, and answers something true if there may be more to do at
    once; else the next one begins after `idle_seconds`. While the database or the broker is away, it is tried
    again after growing pauses, `waits` is logged and the duty is not ready. `harmless` failures are treated
    the same, but leave it ready. Anything else ends the worker.
    Told to stop, it awaits `at_end` after the last round.
    """

    name: str
    round: Callable[[asyncio.Event], Awaitable[object]]
    idle_seconds: float
    waits: str
    harmless: tuple[type[Exception], ...] = ()
    at_end: Callable[[], Awaitable[object]] | None = None
    _works: bool = field(default=True, init=False)

    def ready(self) -> bool:
        """Whether the last round did not fail, or harmlessly."""
        return self._works

    async def run(self, stop: asyncio.Event) -> None:
        """Go on until `stop` is set."""
        back_off = BackOff()
        while not stop.is_set():
            try:
                more = await self.round(stop)
            except (*self.harmless, *OUTAGE_CAUSES) as error:
                structlog.get_logger(__name__).warning(self.waits, reason=repr(error))
                self._works = isinstance(error, self.harmless)
                await back_off.pause(stop)
                continue
            back_off.reset()
            self._works = True
            if not more:
                await stopped_within(stop, self.idle_seconds)
        if self.at_end is not None:
            await self.at_end()
