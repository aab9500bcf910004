"""Runs reassignments, chunk by chunk, each no larger than can be passed on in a blink."""

import asyncio
from collections.abc import Iterable
from time import perf_counter
from typing import Protocol

import structlog

from chassis.crash_points import crash_point
from chassis.errors import ServiceError
from chassis.live import in_turn
from chassis.waiting import BackOff
from chassis.web.outages import OUTAGE_CAUSES
from tracker.application.commands.continue_reassignment import ContinueReassignment
from tracker.application.tracker import Tracker
from tracker.domain.reassignment import Reassignment, State

CHUNK_SECONDS = 0.025
CHUNK_SIZE_MIN = 100
CHUNK_SIZE_FIRST = 1_000
CHUNK_SIZE_MAX = 10_000
IDLE_SECONDS_MAX = 1.0
TELL_SECONDS = 0.5

FAILURES: tuple[type[Exception], ...] = (ServiceError, *OUTAGE_CAUSES)


class Bell(Protocol):
    """Rings when a reassignment was started."""

    async def wait(self, seconds: float) -> None: ...

    async def close(self) -> None: ...


class Hints(Protocol):
    """Tells open pages how far it is."""

    def publish(self, hints: Iterable[str]) -> None: ...


class ReassignmentRunner:
    """A worker's duty. Any number may run: a chunk is one transaction, and only one at a time gets it."""

    name = "reassignment"

    def __init__(self, tracker: Tracker, bell: Bell, hints: Hints) -> None:
        self._tracker = tracker
        self._bell = bell
        self._hints = hints
        self._chunk_size = CHUNK_SIZE_FIRST
        self._told_at = float("-inf")
        self._works = True

    def ready(self) -> bool:
        return self._works

    async def run(self, stop: asyncio.Event) -> None:
        back_off = BackOff()
        while not stop.is_set():
            try:
                await self._go_on(stop)
                back_off.reset()
                self._works = True
            except FAILURES as error:
                structlog.get_logger(__name__).warning("reassignment waits", reason=repr(error))
                self._works = isinstance(error, ServiceError)
                await back_off.pause(stop)
        await self._bell.close()

    async def _go_on(self, stop: asyncio.Event) -> None:
        """Finish what runs, then wait for the next.

        Chunks begin small each time: the last one of a run has few tasks, and says nothing of a full one.
        """
        if await self._tracker.reassignments.running() is not None:
            self._chunk_size = CHUNK_SIZE_FIRST
            while await self.next_chunk():
                if stop.is_set():
                    return
        await self._bell.wait(IDLE_SECONDS_MAX)

    async def next_chunk(self) -> bool:
        """Pass on one chunk; False when nothing runs or somebody else is at it."""
        began = perf_counter()
        crash_point("reassignment.before_chunk")
        reassignment = await self._tracker.handle(ContinueReassignment(self._chunk_size))
        if reassignment is None:
            return False
        crash_point("reassignment.after_chunk")
        self._chunk_size = adapted(self._chunk_size, perf_counter() - began)
        self._tell(reassignment)
        return True

    def _tell(self, reassignment: Reassignment) -> None:
        if reassignment.state is State.FINISHED:
            crash_point("reassignment.after_finish")
            self._hints.publish([in_turn("reassignment")])
        elif perf_counter() - self._told_at >= TELL_SECONDS:
            self._told_at = perf_counter()
            self._hints.publish([in_turn("progress")])


def adapted(size: int, seconds: float) -> int:
    """The size at which a chunk would have taken CHUNK_SECONDS; at most half or double the one before."""
    fitting = int(size * min(2.0, max(0.5, CHUNK_SECONDS / max(seconds, 0.001))))
    return min(CHUNK_SIZE_MAX, max(CHUNK_SIZE_MIN, fitting))
