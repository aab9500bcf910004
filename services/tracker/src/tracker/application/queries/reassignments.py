"""How reassignments are getting on, and what a new one would do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tracker.application.people import Person
from tracker.domain.identifiers import ReassignmentId
from tracker.domain.reassignment import State


@dataclass(frozen=True, slots=True)
class ReassignmentView:
    id: ReassignmentId
    state: State
    total: int
    done: int
    started_by: Person
    started_at: datetime
    finished_at: datetime | None
    superseded_by: ReassignmentId | None
    superseded_by_account: Person | None


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

    async def recent(self, limit: int) -> Sequence[ReassignmentView]:
        """Newest first."""
        ...

    async def prospect(self) -> Prospect: ...
