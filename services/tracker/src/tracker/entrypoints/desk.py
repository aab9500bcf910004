"""What every endpoint of the tracker may ask for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Annotated, Protocol, cast

from fastapi import Depends, Request

from chassis.clock import Clock
from chassis.live import in_turn
from chassis.pages import Pages
from tracker.application.tracker import Tracker


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

    def midnight(self) -> datetime:
        """When today began."""
        return self.clock.now().astimezone(self.time_zone).replace(hour=0, minute=0, second=0, microsecond=0)

    def reassignment_changed(self) -> None:
        self.hints.publish([in_turn("reassignment")])


# FastAPI runs a plain function in a thread, which costs more than all the rest of its work.
async def _desk(request: Request) -> Desk:
    return cast("Desk", request.app.state.desk)


TheDesk = Annotated[Desk, Depends(_desk)]


async def _tracker(request: Request) -> Tracker:
    return cast("Desk", request.app.state.desk).tracker


TheTracker = Annotated[Tracker, Depends(_tracker)]
