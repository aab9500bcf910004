"""Who has had a task, one after the other, and which press of the button passed it on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tracker.application.people import Person
from tracker.domain.identifiers import ReassignmentId, TaskId


@dataclass(frozen=True, slots=True)
class Press:
    """The press of the button that started a reassignment."""

    reassignment_id: ReassignmentId
    by: Person
    at: datetime


@dataclass(frozen=True, slots=True)
class AssignmentView:
    """Assignments are counted from 1, which is that of the task's creation and has no press."""

    number: int
    assignee: Person
    at: datetime
    press: Press | None


class Histories(Protocol):
    async def assignments(
        self, task_id: TaskId, *, before: int | None = None, limit: int
    ) -> Sequence[AssignmentView]:
        """Newest first, those with a number below `before`; raises `TaskNotFound`."""
        ...
