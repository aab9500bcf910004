"""Reassigning tasks: what it would do, the button, and how it is getting on."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from chassis.errors import ServiceError
from chassis.identifiers import new_id
from chassis.web.callers import SignedIn, require
from tracker.application.commands.start_reassignment import StartReassignment
from tracker.domain.identifiers import ReassignmentId
from tracker.domain.reassignment import MAY_REASSIGN
from tracker.entrypoints.desk import Desk, TheDesk
from tracker.entrypoints.web.progress import progress
from tracker.entrypoints.web.refusals import in_words

RUNS = 50

router = APIRouter()


@router.get("/reassignments")
async def reassignments_page(request: Request, visitor: SignedIn, desk: TheDesk) -> Response:
    require(visitor, *sorted(MAY_REASSIGN))
    runs = await desk.tracker.reassignments.recent(RUNS)
    return desk.pages.render(request, "tracker/reassignments.html", runs=runs)


@router.get("/reassignments/list")
async def reassignments_list(request: Request, visitor: SignedIn, desk: TheDesk) -> Response:
    require(visitor, *sorted(MAY_REASSIGN))
    runs = await desk.tracker.reassignments.recent(RUNS)
    return desk.pages.fragment(request, "tracker/reassignments.html", "runs", runs=runs)


@router.get("/reassignments/new")
async def confirm_page(request: Request, visitor: SignedIn, desk: TheDesk) -> Response:
    require(visitor, *sorted(MAY_REASSIGN))
    consequences = await _consequences(request, desk)
    return desk.pages.render(request, "tracker/reassign.html", key=new_id(), consequences=consequences)


@router.get("/reassignments/progress")
async def progress_bar(request: Request, _visitor: SignedIn, desk: TheDesk) -> Response:
    return desk.pages.fragment(request, "tracker/progress.html", "progress", run=await progress(desk))


@router.post("/reassignments")
async def start_reassignment(
    request: Request, visitor: SignedIn, desk: TheDesk, key: Annotated[UUID, Form()]
) -> Response:
    command = StartReassignment(ReassignmentId(new_id()), visitor.account_id, visitor.role, str(key))
    try:
        await desk.tracker.handle(command)
    except ServiceError as refusal:
        return desk.pages.redirect(request, "/tasks", flash=("bad", in_words(request, desk, refusal)))
    desk.reassignment_changed()
    text = desk.pages.gettext(request, "The tasks are being passed on.")
    return desk.pages.redirect(request, "/tasks", flash=("good", text))


async def _consequences(request: Request, desk: Desk) -> str:
    prospect = await desk.tracker.reassignments.prospect()
    accounts = desk.pages.ngettext(request, "%(num)s popug", "%(num)s popugs", prospect.eligible_accounts)
    return desk.pages.ngettext(
        request,
        "Reassigns %(num)s open task among %(accounts)s and charges a fee for it.",
        "Reassigns %(num)s open tasks among %(accounts)s and charges each of them a fee for every task.",
        prospect.open_tasks,
        accounts=accounts,
    )
