"""Checks the books when an admin, or the end of a day, asks for it."""

import structlog

from accounting.application.checking import Checking
from accounting.entrypoints.live import INTEGRITY, Hints
from chassis.crash_points import crash_point
from chassis.rounds import Rounds

IDLE_SECONDS = 1.0


class Checker:
    """A worker's duty. Any number may run: one of them is at it, and who waited is answered by that."""

    def __init__(self, checking: Checking, hints: Hints) -> None:
        self._checking = checking
        self._hints = hints

    def duty(self) -> Rounds:
        return Rounds("checker", lambda _: self.check_if_asked(), IDLE_SECONDS, "checking the books waits")

    async def check_if_asked(self) -> bool:
        """Whether there was a check to be made."""
        check = await self._checking.check_if_asked()
        if check is None:
            return False
        crash_point("checking.kept")
        log = structlog.get_logger(__name__)
        tell = log.info if check.audit.is_clean else log.error
        tell(
            "books checked",
            differences=check.audit.differences,
            transfers=check.audit.transfers,
            seconds=round(check.seconds, 1),
        )
        self._hints.publish([INTEGRITY])
        return True
