"""Closes days that have ended, instalment by instalment, so that nobody waits long for the books."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from typing import Protocol

import structlog

from accounting.application.accounting import ACCOUNTS_PER_INSTALMENT, Accounting
from accounting.application.commands.continue_closing import ContinueClosing
from accounting.entrypoints.live import DAY_HINTS
from chassis.crash_points import crash_point
from chassis.errors import ServiceError
from chassis.waiting import BackOff
from chassis.web.outages import OUTAGE_CAUSES

IDLE_SECONDS = 0.5

FAILURES: tuple[type[Exception], ...] = (ServiceError, *OUTAGE_CAUSES)


class Hints(Protocol):
    """Tells open pages that something they show has changed."""

    def publish(self, hints: Iterable[str]) -> None: ...


class ClosingRunner:
    """A worker's duty. Any number may run: an instalment is one transaction, and only one runs at a time."""

    name = "closing"

    def __init__(self, accounting: Accounting, hints: Hints) -> None:
        self._accounting = accounting
        self._hints = hints
        self._works = True

    def ready(self) -> bool:
        return self._works

    async def run(self, stop: asyncio.Event) -> None:
        back_off = BackOff()
        while not stop.is_set():
            try:
                paid = await self.next_instalment()
                back_off.reset()
                self._works = True
            except FAILURES as error:
                structlog.get_logger(__name__).warning("closing waits", reason=repr(error))
                self._works = isinstance(error, ServiceError)
                await back_off.pause(stop)
                continue
            if not paid:
                await _until(stop, IDLE_SECONDS)

    async def next_instalment(self) -> bool:
        """Pay out one instalment; False when no day is being closed."""
        if not await self._accounting.days.closing():
            return False
        if await self._accounting.handle(ContinueClosing(ACCOUNTS_PER_INSTALMENT)) is None:
            return False
        crash_point("closing.paid")
        self._hints.publish(DAY_HINTS)
        return True


async def _until(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stop.wait()
