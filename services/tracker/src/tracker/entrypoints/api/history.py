"""The assignments of a task over JSON."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from chassis.web.callers import Caller
from chassis.web.paging import LIMIT_DEFAULT, Cursor, Limit, Page, page_of
from tracker.application.queries.history import AssignmentView, Press
from tracker.domain.identifiers import TaskId
from tracker.entrypoints.api.bodies import PersonBody
from tracker.entrypoints.api.places import place_in
from tracker.entrypoints.desk import TheTracker

router = APIRouter(prefix="/tasks/{task_id}/assignments", tags=["tasks"])


class PressBody(BaseModel):
    """Which reassignment it was, and the press of the button that started it."""

    id: UUID
    started_by: PersonBody
    started_at: datetime

    @classmethod
    def of(cls, press: Press) -> "PressBody":
        return cls(id=press.reassignment_id, started_by=PersonBody.of(press.by), started_at=press.at)


class AssignmentBody(BaseModel):
    """`number` counts from 1; the first is that of the task's creation and has no reassignment."""

    number: int
    assignee: PersonBody
    at: datetime
    reassignment: PressBody | None

    @classmethod
    def of(cls, assignment: AssignmentView) -> "AssignmentBody":
        return cls(
            number=assignment.number,
            assignee=PersonBody.of(assignment.assignee),
            at=assignment.at,
            reassignment=None if assignment.press is None else PressBody.of(assignment.press),
        )


@router.get("")
async def list_assignments(
    task_id: UUID, _caller: Caller, tracker: TheTracker, limit: Limit = LIMIT_DEFAULT, cursor: Cursor = None
) -> Page[AssignmentBody]:
    """Newest first."""
    found = await tracker.histories.assignments(TaskId(task_id), before=place_in(cursor), limit=limit + 1)
    assignments, following = page_of(found, limit, lambda assignment: [assignment.number])
    return Page(items=[AssignmentBody.of(assignment) for assignment in assignments], next=following)
