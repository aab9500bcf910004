"""The tracker as its entry points see it: what can be asked of it, and what there is to see."""

from dataclasses import dataclass
from typing import Any, TypeVar

from chassis.errors import Stale
from chassis.mediator import Mediator
from chassis.messages import Command
from tracker.application.queries.departures import DepartureViews
from tracker.application.queries.discussion import Discussions
from tracker.application.queries.history import Histories
from tracker.application.queries.reassignments import ReassignmentViews
from tracker.application.queries.tasks import TaskViews

R = TypeVar("R")

ATTEMPTS_MAX = 5


@dataclass(frozen=True, slots=True)
class Tracker:
    mediator: Mediator[Any]
    tasks: TaskViews
    reassignments: ReassignmentViews
    discussions: Discussions
    histories: Histories
    departures: DepartureViews

    async def handle(self, command: Command[R]) -> R:
        """Have `command` handled; one that was a moment too late is tried again, up to ATTEMPTS_MAX times."""
        for _ in range(ATTEMPTS_MAX - 1):
            try:
                return await self.mediator.handle_command(command)
            except Stale:
                continue
        return await self.mediator.handle_command(command)
