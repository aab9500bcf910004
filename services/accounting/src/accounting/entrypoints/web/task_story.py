"""The story of a task: its price, and everyone who was ever charged or rewarded for it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from accounting.application.queries.task_stories import StoryEntry, TaskStory
from accounting.domain.identifiers import TaskId
from accounting.entrypoints.desk import Desk, TheDesk, oversee
from accounting.entrypoints.places import after_story_entry, story_place
from accounting.entrypoints.web.audit_log import Cursor
from chassis.web.callers import SignedIn

ROWS = 100
TOLD_IN_TIME = timedelta(minutes=1)

router = APIRouter(prefix="/tasks")


@router.get("/{task_id}")
async def story_page(
    task_id: UUID, request: Request, visitor: SignedIn, desk: TheDesk, cursor: Cursor = ""
) -> Response:
    oversee(visitor)
    shown = await _shown(desk, TaskId(task_id), cursor)
    return desk.pages.render(request, "accounting/task_story.html", **shown)


@router.get("/{task_id}/story")
async def story_fragment(
    task_id: UUID, request: Request, visitor: SignedIn, desk: TheDesk, cursor: Cursor = ""
) -> Response:
    oversee(visitor)
    shown = await _shown(desk, TaskId(task_id), cursor)
    return desk.pages.fragment(request, "accounting/task_story.html", "story", **shown)


async def _shown(desk: Desk, task_id: TaskId, cursor: str) -> dict[str, Any]:
    after = story_place(cursor or None)
    story = await desk.story(task_id)
    found = await desk.accounting.stories.entries(task_id, after=after, limit=ROWS + 1)
    path = f"/tasks/{task_id}"
    return {
        "story": story,
        "priced_at": priced_at(story, found),
        "shown": found[:ROWS],
        "happened_on": desk.happened_on,
        "here_href": f"{path}/story" + (f"?cursor={cursor}" if cursor else ""),
        "first_href": path if cursor else "",
        "later_href": f"{path}?cursor={after_story_entry(found[ROWS - 1])}" if len(found) > ROWS else "",
    }


def priced_at(story: TaskStory, entries: Sequence[StoryEntry]) -> datetime | None:
    """When the price was set. What was told of long afterwards has none: it would stand out of order."""
    at = None if story.price is None else story.price.set_at
    if at is None or not entries or at - entries[0].occurred_at < TOLD_IN_TIME:
        return at
    return None
