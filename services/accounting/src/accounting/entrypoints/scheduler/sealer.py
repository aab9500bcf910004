"""Seals days that were closed, so that `verify` notices when their past is changed, and has it looked at."""

import asyncio

import structlog

from accounting.application.checking import BookChecks
from accounting.application.sealing import Sealing
from chassis.clock import Clock
from chassis.crash_points import crash_point
from chassis.waiting import BackOff, stopped_within
from chassis.web.outages import OUTAGE_CAUSES

IDLE_SECONDS = 1.0


class Sealer:
    """A worker's duty. Any number may run: what a day's seal is does not depend on who makes it.

    The digest of each seal is logged, out of reach of whoever could change all that the database holds.
    """

    name = "sealer"

    def __init__(self, sealing: Sealing, checks: BookChecks, clock: Clock) -> None:
        self._sealing = sealing
        self._checks = checks
        self._clock = clock
        self._works = True

    def ready(self) -> bool:
        return self._works

    async def run(self, stop: asyncio.Event) -> None:
        back_off = BackOff()
        while not stop.is_set():
            try:
                sealed = await self.seal_next()
            except OUTAGE_CAUSES as error:
                structlog.get_logger(__name__).warning("sealing waits", reason=repr(error))
                self._works = False
                await back_off.pause(stop)
                continue
            back_off.reset()
            self._works = True
            if not sealed:
                await stopped_within(stop, IDLE_SECONDS)

    async def seal_next(self) -> bool:
        """Seal one day; False when every closed day is sealed."""
        seal = await self._sealing.next_seal()
        if seal is None:
            return False
        crash_point("sealing.made")
        if await self._sealing.keep(seal):
            crash_point("sealing.kept")
            structlog.get_logger(__name__).info(
                "day sealed", day=str(seal.day), number=seal.number, digest=seal.digest.hex()
            )
            await self._checks.ask(self._clock.now())
        return True
