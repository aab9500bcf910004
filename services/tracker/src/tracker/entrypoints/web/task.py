"""One task: what it says, who has it, and its discussion."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from chassis.access import Account
from chassis.errors import ServiceError
from chassis.identifiers import new_id
from chassis.web.callers import SignedIn
from tracker.application.commands.post_message import PostMessage
from tracker.domain.identifiers import MessageId, TaskId
from tracker.entrypoints.desk import Desk, TheDesk
from tracker.entrypoints.web.refusals import field_errors

MESSAGES = 100

router = APIRouter()

Place = Annotated[int, Query(ge=0, le=2**63 - 1)]


@router.get("/tasks/{task_id}")
async def task_page(
    task_id: UUID, request: Request, visitor: SignedIn, desk: TheDesk, after: Place = 0
) -> Response:
    return desk.pages.render(request, "tracker/task.html", **await _shown(visitor, desk, task_id, after))


@router.get("/tasks/{task_id}/state")
async def task_state(task_id: UUID, request: Request, visitor: SignedIn, desk: TheDesk) -> Response:
    return desk.pages.fragment(request, "tracker/task.html", "state", **await _shown(visitor, desk, task_id))


@router.get("/tasks/{task_id}/discussion")
async def discussion(
    task_id: UUID, request: Request, visitor: SignedIn, desk: TheDesk, after: Place = 0
) -> Response:
    shown = await _shown(visitor, desk, task_id, after)
    return desk.pages.fragment(request, "tracker/task.html", "discussion", **shown)


@router.post("/tasks/{task_id}/messages")
async def post_message(
    task_id: UUID,
    request: Request,
    visitor: SignedIn,
    desk: TheDesk,
    *,
    id: Annotated[UUID, Form()],
    text: Annotated[str, Form()] = "",
) -> Response:
    try:
        await desk.tracker.handle(PostMessage(MessageId(id), TaskId(task_id), visitor.account_id, text))
    except ServiceError as refusal:
        shown = {**await _shown(visitor, desk, task_id), "text": text}
        shown["errors"] = field_errors(request, desk, refusal)
        return desk.pages.render(request, "tracker/task.html", 422, **shown)
    desk.discussion_changed(TaskId(task_id))
    return desk.pages.redirect(request, f"/tasks/{task_id}#discussion")


async def _shown(visitor: Account, desk: Desk, task_id: UUID, after: int = 0) -> dict[str, Any]:
    task = await desk.tracker.tasks.one(TaskId(task_id))
    messages = await desk.tracker.discussions.messages(task.id, after=after, limit=MESSAGES + 1)
    return {
        "task": task,
        "mine": task.assignee.id == visitor.account_id,
        "messages": messages[:MESSAGES],
        "after": after,
        "later": messages[MESSAGES - 1].seq if len(messages) > MESSAGES else None,
        "message_id": new_id(),
        "text": "",
        "errors": {},
    }
