"""My tasks: what is mine, done with one press, and what went to other popugs meanwhile."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from chassis.access import Account
from chassis.errors import ServiceError
from chassis.pages.flash import Tone
from chassis.web.callers import SignedIn
from tracker.application.commands.complete_task import CompleteTask
from tracker.application.commands.dismiss_departures import DismissDepartures
from tracker.application.commands.look_at_my_tasks import LookAtMyTasks
from tracker.domain.identifiers import TaskId
from tracker.domain.looking import EXPLAINED_FOR
from tracker.entrypoints.desk import Desk, TheDesk
from tracker.entrypoints.web.refusals import in_words

ROWS = 50
DEPARTURES = 5

router = APIRouter()

Place = Annotated[int, Query(ge=0, le=2**63 - 1)]
PlaceSent = Annotated[int, Form(ge=0, le=2**63 - 1)]


@router.get("/")
async def my_tasks_page(request: Request, visitor: SignedIn, desk: TheDesk, after: Place = 0) -> Response:
    return desk.pages.render(request, "tracker/my_tasks.html", **await _shown(visitor, desk, after))


@router.get("/tasks/mine/list")
async def my_tasks_list(request: Request, visitor: SignedIn, desk: TheDesk, after: Place = 0) -> Response:
    return desk.pages.fragment(request, "tracker/my_tasks.html", "mine", **await _shown(visitor, desk, after))


@router.post("/tasks/mine/departures/dismiss")
async def dismiss_departures(
    request: Request, visitor: SignedIn, desk: TheDesk, after: PlaceSent = 0
) -> Response:
    await desk.tracker.handle(DismissDepartures(visitor.account_id))
    if request.headers.get("hx-request") != "true":
        return desk.pages.redirect(request, _address(after))
    return desk.pages.fragment(request, "tracker/my_tasks.html", "mine", **await _shown(visitor, desk, after))


@router.post("/tasks/{task_id}/complete")
async def complete_task(
    task_id: UUID, request: Request, visitor: SignedIn, desk: TheDesk, after: PlaceSent = 0
) -> Response:
    tone: Tone = "good"
    text, status = desk.pages.gettext(request, "Completed. Well done!"), 200
    try:
        await desk.tracker.handle(CompleteTask(TaskId(task_id), visitor.account_id))
    except ServiceError as refusal:
        tone, text, status = "bad", in_words(request, desk, refusal), 409
    if request.headers.get("hx-request") != "true":
        return desk.pages.redirect(request, _address(after), flash=(tone, text))
    shown = {**await _shown(visitor, desk, after), "toast": (text, tone)}
    return desk.pages.fragment(request, "tracker/my_tasks.html", "mine", status, **shown)


def _address(after: int) -> str:
    return f"/?after={after}" if after else "/"


async def _shown(visitor: Account, desk: Desk, after: int) -> dict[str, Any]:
    """The page that begins after the place `after`, or the first one when nothing is left there."""
    views, account_id = desk.tracker.tasks, visitor.account_id
    tasks = await views.mine(account_id, after=after, limit=ROWS + 1)
    if after and not tasks:
        return await _shown(visitor, desk, 0)
    shown = [task.id for task in tasks[:ROWS]]
    await desk.tracker.handle(LookAtMyTasks(account_id, shown))
    since = desk.clock.now() - EXPLAINED_FOR
    return {
        "tasks": tasks[:ROWS],
        "open": await views.mine_count(account_id),
        "done": await views.completed_since(account_id, desk.midnight()),
        "unread": await desk.tracker.discussions.unread(account_id, shown),
        "gone": await desk.tracker.departures.of(account_id, since=since, limit=DEPARTURES),
        "after": after,
        "later": tasks[ROWS - 1].seq if len(tasks) > ROWS else None,
        "toast": None,
    }
