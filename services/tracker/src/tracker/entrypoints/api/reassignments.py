"""Reassignments over JSON."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header

from chassis.identifiers import new_id
from chassis.web.callers import Caller, require
from chassis.web.paging import LIMIT_DEFAULT, Cursor, Limit, Page
from tracker.application.commands.start_reassignment import StartReassignment
from tracker.domain.identifiers import ReassignmentId
from tracker.domain.reassignment import IDEMPOTENCY_KEY_LENGTH_MAX, MAY_REASSIGN
from tracker.entrypoints.api.bodies import ReassignmentBody
from tracker.entrypoints.desk import TheDesk
from tracker.entrypoints.runs import run_page, run_place

router = APIRouter(prefix="/reassignments", tags=["reassignments"])

IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=IDEMPOTENCY_KEY_LENGTH_MAX,
        description="Names one press of the button: sent twice, it is one reassignment.",
    ),
]


@router.post("", status_code=202)
async def start_reassignment(
    caller: Caller, desk: TheDesk, idempotency_key: IdempotencyKey = None
) -> ReassignmentBody:
    reassignment_id = ReassignmentId(new_id())
    started = await desk.press(
        StartReassignment(
            reassignment_id, caller.account_id, caller.role, idempotency_key or str(reassignment_id)
        )
    )
    return ReassignmentBody.of(await desk.tracker.reassignments.one(started), desk.clock.now())


@router.get("")
async def list_reassignments(
    caller: Caller, desk: TheDesk, limit: Limit = LIMIT_DEFAULT, cursor: Cursor = None
) -> Page[ReassignmentBody]:
    """Newest first; for those who may reassign."""
    require(caller, *sorted(MAY_REASSIGN))
    found = await desk.tracker.reassignments.recent(limit + 1, run_place(cursor))
    runs, following = run_page(found, limit)
    now = desk.clock.now()
    return Page(items=[ReassignmentBody.of(run, now) for run in runs], next=following)


@router.get("/{reassignment_id}")
async def get_reassignment(reassignment_id: UUID, _caller: Caller, desk: TheDesk) -> ReassignmentBody:
    run = await desk.tracker.reassignments.one(ReassignmentId(reassignment_id))
    return ReassignmentBody.of(run, desk.clock.now())
