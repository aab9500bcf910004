"""What every endpoint of the tracker may ask for."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Annotated, Protocol, cast

from fastapi import Depends, Request

from chassis.clock import Clock
from chassis.live import in_turn
from chassis.pages import Pages
from tracker.application.commands.start_reassignment import StartReassignment
from tracker.application.tracker import Tracker
from tracker.domain.identifiers import ReassignmentId

PRESS_WAIT_SECONDS = 60


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
        """Have the button's press handled, one after another; raises TimeoutError if its turn does not come.

        Each counts all open tasks. Waiting for each other in the database they would hold a connection each,
        and whoever completes a task would get none.
        """
        async with asyncio.timeout(PRESS_WAIT_SECONDS):
            await self._pressing.acquire()
        try:
            started = await self.tracker.handle(command)
        finally:
            self._pressing.release()
        self.hints.publish([in_turn("reassignment")])
        return started


# FastAPI runs a plain function in a thread, which costs more than all the rest of its work.
async def _desk(request: Request) -> Desk:
    return cast("Desk", request.app.state.desk)


TheDesk = Annotated[Desk, Depends(_desk)]


async def _tracker(request: Request) -> Tracker:
    return cast("Desk", request.app.state.desk).tracker


TheTracker = Annotated[Tracker, Depends(_tracker)]
