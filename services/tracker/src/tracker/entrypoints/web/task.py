"""One task: what it says, who has had it, and its discussion."""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import Response

from chassis.access import Account
from chassis.errors import ServiceError
from chassis.identifiers import new_id
from chassis.web.callers import SignedIn
from chassis.web.problems import status_of
from tracker.application.commands.post_message import PostMessage
from tracker.application.commands.read_discussion import ReadDiscussion
from tracker.domain.identifiers import MessageId, TaskId
from tracker.domain.message import TEXT_LENGTH_MAX
from tracker.entrypoints.desk import Desk, TheDesk
from tracker.entrypoints.web.markdown import rendered
from tracker.entrypoints.web.refusals import field_errors

MESSAGES = 50
ASSIGNMENTS = 10

router = APIRouter()

Place = Annotated[int | None, Query(ge=0, le=2**63 - 1)]
Number = Annotated[int | None, Query(ge=1, le=2**31 - 1)]


@dataclass(frozen=True, slots=True)
class Part:
    """Which messages are shown, those before a place or the latest, and which assignments.

    `seen` is the place of the last message that was not new when the page was opened: what comes while it is
    open stays marked.
    """

    before: Place = None
    seen: Place = None
    history: Number = None


ThePart = Annotated[Part, Depends()]


@router.get("/tasks/{task_id}")
async def task_page(
    task_id: UUID, request: Request, visitor: SignedIn, desk: TheDesk, part: ThePart
) -> Response:
    shown = await _shown(visitor, desk, TaskId(task_id), part)
    return desk.pages.render(request, "tracker/task.html", **shown)


@router.get("/tasks/{task_id}/state")
async def task_state(
    task_id: UUID, request: Request, visitor: SignedIn, desk: TheDesk, part: ThePart
) -> Response:
    state = await _state(visitor, desk, TaskId(task_id), part)
    return desk.pages.fragment(request, "tracker/task.html", "state", **state)


@router.get("/tasks/{task_id}/discussion")
async def discussion(
    task_id: UUID, request: Request, visitor: SignedIn, desk: TheDesk, part: ThePart
) -> Response:
    task = await desk.tracker.tasks.one(TaskId(task_id))
    said = await _discussion(visitor, desk, task.id, part)
    return desk.pages.fragment(request, "tracker/task.html", "discussion", task=task, **said)


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
        shown = await _shown(visitor, desk, TaskId(task_id), Part())
        shown |= {"text": text, "message_id": id, "errors": field_errors(request, desk, refusal)}
        return desk.pages.render(request, "tracker/task.html", status_of(refusal), **shown)
    return desk.pages.redirect(request, f"/tasks/{task_id}#discussion")


async def _shown(visitor: Account, desk: Desk, task_id: TaskId, part: Part) -> dict[str, Any]:
    return {
        **await _state(visitor, desk, task_id, part),
        **await _discussion(visitor, desk, task_id, part),
        "message_id": new_id(),
        "text": "",
        "text_length_max": TEXT_LENGTH_MAX,
        "errors": {},
    }


async def _state(visitor: Account, desk: Desk, task_id: TaskId, part: Part) -> dict[str, Any]:
    task = await desk.tracker.tasks.one(task_id)
    histories = desk.tracker.histories
    assignments = await histories.assignments(task.id, before=part.history, limit=ASSIGNMENTS)
    return {
        "task": task,
        "mine": task.assignee.id == visitor.account_id,
        "assignments": assignments,
        "history": part.history,
        "earlier_history": assignments[-1].number if assignments and assignments[-1].number > 1 else None,
    }


async def _discussion(visitor: Account, desk: Desk, task_id: TaskId, part: Part) -> dict[str, Any]:
    """The messages as they are shown, which are read by that."""
    discussions = desk.tracker.discussions
    seen = part.seen
    if seen is None:
        seen = await discussions.last_read(visitor.account_id, task_id)
    found = await discussions.latest(task_id, before=part.before, limit=MESSAGES + 1)
    messages = found[-MESSAGES:]
    if messages and messages[-1].seq > seen:
        await desk.tracker.handle(ReadDiscussion(visitor.account_id, task_id, messages[-1].seq))
    return {
        "messages": [(message, rendered(message.text)) for message in messages],
        "new": {each.seq for each in messages if each.seq > seen and each.author.id != visitor.account_id},
        "seen": seen,
        "before": part.before,
        "earlier": messages[0].seq if len(found) > MESSAGES else None,
    }
