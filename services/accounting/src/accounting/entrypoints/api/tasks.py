"""What a task has cost and earned, over JSON."""

from uuid import UUID

from fastapi import APIRouter

from accounting.domain.identifiers import TaskId
from accounting.entrypoints.api.bodies import StoryBody, StoryEntryBody
from accounting.entrypoints.desk import TheDesk, oversee
from accounting.entrypoints.places import after_story_entry, story_place
from chassis.web.callers import Caller
from chassis.web.paging import LIMIT_DEFAULT, Cursor, Limit

router = APIRouter(prefix="/tasks", tags=["tasks"])


@router.get("/{task_id}/story")
async def get_task_story(
    task_id: UUID, caller: Caller, desk: TheDesk, *, limit: Limit = LIMIT_DEFAULT, cursor: Cursor = None
) -> StoryBody:
    """Everything about money that ever happened to a task, in order; for accountants and admins."""
    oversee(caller)
    after = story_place(cursor)
    story = await desk.story(TaskId(task_id))
    found = await desk.accounting.stories.entries(TaskId(task_id), after=after, limit=limit + 1)
    items = [
        StoryEntryBody.of(entry, late=desk.happened_on(entry.occurred_at) != entry.day)
        for entry in found[:limit]
    ]
    return StoryBody.of(story, items, after_story_entry(found[limit - 1]) if len(found) > limit else None)
