"""Checks the books when an admin, or the end of a day, asks for it."""

import asyncio
from collections.abc import Iterable
from typing import Protocol

import structlog

from accounting.application.checking import Checking
from accounting.entrypoints.live import INTEGRITY
from chassis.crash_points import crash_point
from chassis.waiting import BackOff, stopped_within
from chassis.web.outages import OUTAGE_CAUSES

IDLE_SECONDS = 1.0


class Hints(Protocol):
    """Tells open pages that something they show has changed."""

    def publish(self, hints: Iterable[str]) -> None: ...


class Checker:
    """A worker's duty. Any number may run: one of them is at it, and who waited is answered by that."""

    name = "checker"

    def __init__(self, checking: Checking, hints: Hints) -> None:
        self._checking = checking
        self._hints = hints
        self._works = True

    def ready(self) -> bool:
        return self._works

    async def run(self, stop: asyncio.Event) -> None:
        back_off = BackOff()
        while not stop.is_set():
            try:
                await self.check_if_asked()
            except OUTAGE_CAUSES as error:
                structlog.get_logger(__name__).warning("checking the books waits", reason=repr(error))
                self._works = False
                await back_off.pause(stop)
                continue
            back_off.reset()
            self._works = True
            await stopped_within(stop, IDLE_SECONDS)

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
