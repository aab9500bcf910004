"""Closes days that have ended, instalment by instalment, so that nobody waits long for the books."""

from accounting.application.accounting import ACCOUNTS_PER_INSTALMENT, Accounting
from accounting.application.commands.continue_closing import ContinueClosing
from accounting.entrypoints.live import DAY_HINTS, Hints
from chassis.crash_points import crash_point
from chassis.errors import ServiceError
from chassis.rounds import Rounds

IDLE_SECONDS = 0.5


class ClosingRunner:
    """A worker's duty. Any number may run: an instalment is one transaction, and only one runs at a time."""

    def __init__(self, accounting: Accounting, hints: Hints) -> None:
        self._accounting = accounting
        self._hints = hints

    def duty(self) -> Rounds:
        return Rounds(
            "closing", lambda _: self.next_instalment(), IDLE_SECONDS, "closing waits", (ServiceError,)
        )

    async def next_instalment(self) -> bool:
        """Pay out one instalment; False when no day is being closed."""
        if not await self._accounting.days.closing():
            return False
        if await self._accounting.handle(ContinueClosing(ACCOUNTS_PER_INSTALMENT)) is None:
            return False
        crash_point("closing.paid")
        self._hints.publish(DAY_HINTS)
        return True
