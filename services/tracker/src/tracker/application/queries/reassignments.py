"""How reassignments are getting on, and what a new one would do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tracker.application.people import Person
from tracker.domain.identifiers import ReassignmentId
from tracker.domain.reassignment import State

SECONDS_MIN = 0.001


@dataclass(frozen=True, slots=True)
class ReassignmentView:
    """`waits_for_popugs` says that it runs, and that right now nobody may be given a task."""

    id: ReassignmentId
    state: State
    total: int
    done: int
    started_by: Person
    started_at: datetime
    finished_at: datetime | None
    superseded_by: ReassignmentId | None
    superseded_by_account: Person | None
    waits_for_popugs: bool = False

    def pace(self, now: datetime) -> "Pace":
        """How fast it has gone from its start to its end, or to `now` while it runs."""
        seconds = max(((self.finished_at or now) - self.started_at).total_seconds(), SECONDS_MIN)
        tasks_per_second = round(self.done / seconds)
        if self.state is not State.RUNNING:
            return Pace(tasks_per_second, 0)
        left = max(self.total - self.done, 0)
        return Pace(tasks_per_second, round(left / tasks_per_second) if tasks_per_second else None)


@dataclass(frozen=True, slots=True)
class Pace:
    """`seconds_left` is None while nothing says how long it will take."""

    tasks_per_second: int
    seconds_left: int | None


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the list of reassignments, newest first."""

    started_at: datetime
    id: ReassignmentId


@dataclass(frozen=True, slots=True)
class Prospect:
    """What a reassignment would do if it were started now."""

    open_tasks: int
    eligible_accounts: int


class ReassignmentViews(Protocol):
    async def one(self, reassignment_id: ReassignmentId) -> ReassignmentView:
        """Raises `ReassignmentNotFound`."""
        ...

    async def running(self) -> ReassignmentView | None: ...

    async def recent(self, limit: int, before: Place | None = None) -> Sequence[ReassignmentView]:
        """Newest first: the nearest to the place `before`, it left out."""
        ...

    async def prospect(self) -> Prospect: ...
