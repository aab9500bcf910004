"""The discussion of a task over JSON."""

from uuid import UUID

from fastapi import APIRouter

from chassis.identifiers import new_id
from chassis.web.callers import Caller
from chassis.web.paging import LIMIT_DEFAULT, Cursor, Limit, Page, page_of
from tracker.application.commands.post_message import PostMessage
from tracker.domain.identifiers import MessageId, TaskId
from tracker.entrypoints.api.bodies import MessageBody, NewMessage
from tracker.entrypoints.api.places import place_in
from tracker.entrypoints.desk import TheTracker

router = APIRouter(prefix="/tasks/{task_id}/messages", tags=["messages"])


@router.get("")
async def list_messages(
    task_id: UUID, _caller: Caller, tracker: TheTracker, limit: Limit = LIMIT_DEFAULT, cursor: Cursor = None
) -> Page[MessageBody]:
    """Oldest first."""
    found = await tracker.discussions.messages(TaskId(task_id), after=place_in(cursor) or 0, limit=limit + 1)
    messages, following = page_of(found, limit, lambda message: [message.seq])
    return Page(items=[MessageBody.of(message) for message in messages], next=following)


@router.post("", status_code=201)
async def post_message(task_id: UUID, body: NewMessage, caller: Caller, tracker: TheTracker) -> MessageBody:
    message_id = MessageId(body.id or new_id())
    await tracker.handle(PostMessage(message_id, TaskId(task_id), caller.account_id, body.text))
    return MessageBody.of(await tracker.discussions.one(message_id))
