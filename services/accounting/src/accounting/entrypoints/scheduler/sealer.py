"""Seals days that were closed, so that `verify` notices when their past is changed, and has it looked at."""

import structlog

from accounting.application.checking import BookChecks
from accounting.application.sealing import Sealing
from chassis.clock import Clock
from chassis.crash_points import crash_point
from chassis.rounds import Rounds

IDLE_SECONDS = 1.0


class Sealer:
    """A worker's duty. Any number may run: what a day's seal is does not depend on who makes it.

    The digest of each seal is logged, out of reach of whoever could change all that the database holds.
    """

    def __init__(self, sealing: Sealing, checks: BookChecks, clock: Clock) -> None:
        self._sealing = sealing
        self._checks = checks
        self._clock = clock

    def duty(self) -> Rounds:
        return Rounds("sealer", lambda _: self.seal_next(), IDLE_SECONDS, "sealing waits")

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
