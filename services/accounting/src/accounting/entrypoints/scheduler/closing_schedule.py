"""Ends the business days when they are over; whoever pays out finds them then."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta, tzinfo
from time import monotonic

from accounting.application.accounting import Accounting
from accounting.application.commands.close_ended_days import SETTLING, CloseEndedDays
from accounting.domain.business_day import last_over
from accounting.entrypoints.live import DAY_HINTS, Hints
from chassis.crash_points import crash_point
from chassis.errors import ServiceError
from chassis.rounds import Rounds

LOOK_EVERY_SECONDS = 2.0
PATIENCE = timedelta(hours=1)
"""A backlog, or a broker that is away, is waited for so long; what comes later is booked on the open day."""


class ClosingSchedule:
    """A worker's duty. Any number may run: a day ends once, whoever is first.

    `now` is the present as all clocks agree on it. `hears` says whether events arrive at the moment.
    """

    def __init__(
        self,
        accounting: Accounting,
        now: Callable[[], Awaitable[datetime]],
        zone: tzinfo,
        hears: Callable[[], bool],
        hints: Hints,
        monotonic_seconds: Callable[[], float] = monotonic,
    ) -> None:
        self._accounting = accounting
        self._now = now
        self._zone = zone
        self._hears = hears
        self._hints = hints
        self._seconds = monotonic_seconds
        self._ended: date | None = None
        self._waiting_since: float | None = None
        self._hears_since: float | None = None

    def duty(self) -> Rounds:
        return Rounds(
            "closing schedule", lambda _: self.look(), LOOK_EVERY_SECONDS, "no day is ended", (ServiceError,)
        )

    async def look(self) -> None:
        """End the days that are over, unless that was done or there is something to wait for."""
        hears_long_enough = self._has_heard_for(SETTLING)
        at = await self._now()
        over = last_over(at - SETTLING, self._zone)
        if over == self._ended:
            return
        patient = not self._has_waited_for(PATIENCE)
        if patient and not hears_long_enough:
            return
        if await self._accounting.handle(CloseEndedDays(at, patient=patient)):
            crash_point("closing.ended")
            self._ended, self._waiting_since = over, None
            self._hints.publish(DAY_HINTS)

    def _has_heard_for(self, time: timedelta) -> bool:
        if not self._hears():
            self._hears_since = None
            return False
        if self._hears_since is None:
            self._hears_since = self._seconds()
        return self._seconds() - self._hears_since >= time.total_seconds()

    def _has_waited_for(self, time: timedelta) -> bool:
        if self._waiting_since is None:
            self._waiting_since = self._seconds()
        return self._seconds() - self._waiting_since >= time.total_seconds()
