"""What every endpoint of the tracker may ask for."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Annotated, Protocol, cast

from fastapi import Depends, Request

from chassis.clock import Clock
from chassis.live import in_turn
from chassis.pages import Pages
from tracker.application.commands.start_reassignment import StartReassignment
from tracker.application.tracker import Tracker
from tracker.domain.errors import TooManyPresses
from tracker.domain.identifiers import ReassignmentId
from tracker.domain.reassignment import must_be_allowed_to_reassign

PRESS_WAIT_SECONDS = 30
"""Dozens of presses, each counting a million tasks, take turns within it; whoever pressed still waits."""

PRESS_AGAIN_SECONDS = 5


class Hints(Protocol):
    """Tells open pages of what no event tells them."""

    def publish(self, hints: Iterable[str]) -> None: ...


@dataclass(frozen=True, slots=True)
class Desk:
    """`time_zone` decides when a day begins."""

    tracker: Tracker
    pages: Pages
    hints: Hints
    clock: Clock
    time_zone: tzinfo
    _pressing: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    def midnight(self) -> datetime:
        """When today began."""
        return self.clock.now().astimezone(self.time_zone).replace(hour=0, minute=0, second=0, microsecond=0)

    async def press(self, command: StartReassignment) -> ReassignmentId:
        """Have the button's press handled, one after another.

        Each counts all open tasks. Waiting for each other in the database they would hold a connection each,
        and whoever completes a task would get none. Raises `MayNotReassign` at once, with a key known from
        better days too, and `TooManyPresses` if the press's turn does not come.
        """
        must_be_allowed_to_reassign(command.role)
        async with self._turn():
            started = await self.tracker.handle(command)
        self.hints.publish([in_turn("reassignment")])
        return started

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(PRESS_WAIT_SECONDS):
                await self._pressing.acquire()
        except TimeoutError as late:
            raise TooManyPresses(
                f"Too many presses before this one: press again in {PRESS_AGAIN_SECONDS} s.",
                retry_after_seconds=PRESS_AGAIN_SECONDS,
            ) from late
        try:
            yield
        finally:
            self._pressing.release()


# FastAPI runs a plain function in a thread, which costs more than all the rest of its work.
async def _desk(request: Request) -> Desk:
    return cast("Desk", request.app.state.desk)


TheDesk = Annotated[Desk, Depends(_desk)]


async def _tracker(request: Request) -> Tracker:
    return cast("Desk", request.app.state.desk).tracker


TheTracker = Annotated[Tracker, Depends(_tracker)]
