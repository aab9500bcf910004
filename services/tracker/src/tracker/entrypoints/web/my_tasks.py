"""My tasks: what is mine, and done with one press."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from chassis.access import Account
from chassis.errors import ServiceError
from chassis.pages.flash import Tone
from chassis.web.callers import SignedIn
from tracker.application.commands.complete_task import CompleteTask
from tracker.domain.identifiers import TaskId
from tracker.entrypoints.desk import Desk, TheDesk
from tracker.entrypoints.web.refusals import in_words

ROWS = 50

router = APIRouter()

Place = Annotated[int, Query(ge=0, le=2**63 - 1)]


@router.get("/")
async def my_tasks_page(request: Request, visitor: SignedIn, desk: TheDesk, after: Place = 0) -> Response:
    return desk.pages.render(request, "tracker/my_tasks.html", **await _shown(visitor, desk, after))


@router.get("/tasks/mine/list")
async def my_tasks_list(request: Request, visitor: SignedIn, desk: TheDesk, after: Place = 0) -> Response:
    return desk.pages.fragment(request, "tracker/my_tasks.html", "mine", **await _shown(visitor, desk, after))


@router.post("/tasks/{task_id}/complete")
async def complete_task(task_id: UUID, request: Request, visitor: SignedIn, desk: TheDesk) -> Response:
    tone: Tone = "good"
    text, status = desk.pages.gettext(request, "Completed. Well done!"), 200
    try:
        await desk.tracker.handle(CompleteTask(TaskId(task_id), visitor.account_id))
    except ServiceError as refusal:
        tone, text, status = "bad", in_words(request, desk, refusal), 409
    if request.headers.get("hx-request") != "true":
        return desk.pages.redirect(request, "/", flash=(tone, text))
    shown = {**await _shown(visitor, desk, 0), "toast": (text, tone)}
    return desk.pages.fragment(request, "tracker/my_tasks.html", "mine", status, **shown)


async def _shown(visitor: Account, desk: Desk, after: int) -> dict[str, Any]:
    views = desk.tracker.tasks
    tasks = await views.mine(visitor.account_id, after=after, limit=ROWS + 1)
    return {
        "tasks": tasks[:ROWS],
        "open": await views.mine_count(visitor.account_id),
        "done": await views.completed_since(visitor.account_id, desk.midnight()),
        "after": after,
        "later": tasks[ROWS - 1].seq if len(tasks) > ROWS else None,
        "toast": None,
    }
