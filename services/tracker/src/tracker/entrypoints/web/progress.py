"""The reassignment that runs, as everybody sees it above the tasks."""

from dataclasses import dataclass

from tracker.application.queries.reassignments import Pace, ReassignmentView
from tracker.entrypoints.desk import Desk


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is and how fast it goes."""

    run: ReassignmentView
    pace: Pace


async def progress(desk: Desk) -> Progress | None:
    run = await desk.tracker.reassignments.running()
    return None if run is None else Progress(run, run.pace(desk.clock.now()))
