"""Reassigning tasks: what it would do, the button, and how it is getting on."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from chassis.errors import ServiceError
from chassis.identifiers import new_id
from chassis.pages import message
from chassis.web.callers import SignedIn, require
from chassis.web.paging import Cursor
from tracker.application.commands.start_reassignment import StartReassignment
from tracker.application.queries.reassignments import Prospect
from tracker.domain.identifiers import ReassignmentId
from tracker.domain.reassignment import MAY_REASSIGN
from tracker.entrypoints.desk import Desk, TheDesk
from tracker.entrypoints.runs import run_page, run_place
from tracker.entrypoints.web.progress import Progress, progress
from tracker.entrypoints.web.refusals import in_words

RUNS = 50
PASSED_ON = message("The tasks are being passed on.")
NOTHING_OPEN = message("Nothing was open, so nothing was passed on.")

router = APIRouter()


@router.get("/reassignments")
async def reassignments_page(
    request: Request, visitor: SignedIn, desk: TheDesk, before: Cursor = None
) -> Response:
    require(visitor, *sorted(MAY_REASSIGN))
    return desk.pages.render(request, "tracker/reassignments.html", **await _shown(desk, before))


@router.get("/reassignments/list")
async def reassignments_list(
    request: Request, visitor: SignedIn, desk: TheDesk, before: Cursor = None
) -> Response:
    require(visitor, *sorted(MAY_REASSIGN))
    return desk.pages.fragment(request, "tracker/reassignments.html", "runs", **await _shown(desk, before))


@router.get("/reassignments/new")
async def confirm_page(request: Request, visitor: SignedIn, desk: TheDesk) -> Response:
    require(visitor, *sorted(MAY_REASSIGN))
    prospect = await desk.tracker.reassignments.prospect()
    running = await progress(desk)
    return desk.pages.render(
        request,
        "tracker/reassign.html",
        key=new_id(),
        prospect=prospect,
        consequences=_consequences(request, desk, prospect, running),
    )


@router.get("/reassignments/progress")
async def progress_bar(request: Request, _visitor: SignedIn, desk: TheDesk) -> Response:
    return desk.pages.fragment(request, "tracker/progress.html", "progress", run=await progress(desk))


@router.post("/reassignments")
async def start_reassignment(
    request: Request, visitor: SignedIn, desk: TheDesk, key: Annotated[UUID, Form()]
) -> Response:
    command = StartReassignment(ReassignmentId(new_id()), visitor.account_id, visitor.role, str(key))
    try:
        started = await desk.press(command)
    except ServiceError as refusal:
        return desk.pages.redirect(request, "/tasks", flash=("bad", in_words(request, desk, refusal)))
    run = await desk.tracker.reassignments.one(started)
    text = desk.pages.gettext(request, PASSED_ON if run.total else NOTHING_OPEN)
    return desk.pages.redirect(request, "/tasks", flash=("good" if run.total else "neutral", text))


async def _shown(desk: Desk, before: str | None) -> dict[str, Any]:
    runs, older = run_page(await desk.tracker.reassignments.recent(RUNS + 1, run_place(before)), RUNS)
    return {
        "runs": runs,
        "paces": {run.id: run.pace(desk.clock.now()) for run in runs},
        "before": before,
        "older": older,
    }


def _consequences(request: Request, desk: Desk, prospect: Prospect, running: Progress | None) -> str:
    accounts = desk.pages.ngettext(request, "%(num)s popug", "%(num)s popugs", prospect.eligible_accounts)
    said = desk.pages.ngettext(
        request,
        "Reassigns %(num)s open task among %(accounts)s and charges a fee for it.",
        "Reassigns %(num)s open tasks among %(accounts)s and charges each of them a fee for every task.",
        prospect.open_tasks,
        accounts=accounts,
    )
    if running is None:
        return said
    number = desk.pages.formatter(request).number
    cancelled = desk.pages.gettext(
        request,
        "A reassignment is running, with %(done)s of %(total)s done: this one takes its place.",
        done=number(running.run.done),
        total=number(running.run.total),
    )
    return f"{said} {cancelled}"
