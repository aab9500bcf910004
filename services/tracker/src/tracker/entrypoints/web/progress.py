"""The reassignment that runs, as everybody sees it above the tasks."""

from dataclasses import dataclass

from tracker.application.queries.reassignments import ReassignmentView
from tracker.entrypoints.desk import Desk

SECONDS_MIN = 0.001


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is, how fast it goes (tasks a second), and how many seconds are left at that pace."""

    run: ReassignmentView
    pace: int
    seconds_left: int


async def progress(desk: Desk) -> Progress | None:
    run = await desk.tracker.reassignments.running()
    if run is None:
        return None
    seconds = max((desk.clock.now() - run.started_at).total_seconds(), SECONDS_MIN)
    pace = round(run.done / seconds)
    left = max(run.total - run.done, 0)
    return Progress(run, pace, round(left / pace) if pace else 0)
