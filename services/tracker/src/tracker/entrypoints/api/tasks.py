"""Tasks over JSON."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from chassis.identifiers import AccountId, new_id
from chassis.web.callers import Caller
from chassis.web.paging import LIMIT_DEFAULT, Cursor, Limit, Page, encode_cursor, page_of
from tracker.application.commands.complete_task import CompleteTask
from tracker.application.commands.create_task import CreateTask
from tracker.application.queries.tasks import TaskFilter
from tracker.domain.identifiers import TaskId
from tracker.domain.task import Content, Status, description
from tracker.domain.title import jira_id, title
from tracker.entrypoints.api.bodies import CompletedBody, NewTask, TaskBody
from tracker.entrypoints.api.places import place_in
from tracker.entrypoints.desk import TheTracker

TEXT_LENGTH_MAX = 200

router = APIRouter(prefix="/tasks", tags=["tasks"])

Text = Annotated[str, Query(max_length=TEXT_LENGTH_MAX, description="Beginnings of words, or a Jira id.")]


@router.post("", status_code=201)
async def create_task(body: NewTask, caller: Caller, tracker: TheTracker) -> TaskBody:
    task_id = TaskId(body.id or new_id())
    await tracker.handle(CreateTask(task_id, _content(body, caller.account_id)))
    return TaskBody.of(await tracker.tasks.one(task_id))


@router.get("")
async def list_tasks(
    _caller: Caller,
    tracker: TheTracker,
    *,
    q: Text = "",
    status: Status | None = None,
    assignee: UUID | None = None,
    limit: Limit = LIMIT_DEFAULT,
    cursor: Cursor = None,
) -> Page[TaskBody]:
    """Newest first. A search that takes long answers a short page, even an empty one, and where to go on."""
    which = TaskFilter(q, status, None if assignee is None else AccountId(assignee))
    page = await tracker.tasks.page(which, before=place_in(cursor), limit=limit)
    last = page.tasks[-1].seq if page.tasks else None
    place = last if page.reached is None else page.reached
    following = encode_cursor(place) if page.older and place is not None else None
    return Page(items=[TaskBody.of(task) for task in page.tasks], next=following)


@router.get("/mine")
async def list_my_tasks(
    caller: Caller, tracker: TheTracker, limit: Limit = LIMIT_DEFAULT, cursor: Cursor = None
) -> Page[TaskBody]:
    """The caller's open tasks, oldest first."""
    found = await tracker.tasks.mine(caller.account_id, after=place_in(cursor) or 0, limit=limit + 1)
    tasks, following = page_of(found, limit, lambda task: [task.seq])
    return Page(items=[TaskBody.of(task) for task in tasks], next=following)


@router.get("/{task_id}")
async def get_task(task_id: UUID, _caller: Caller, tracker: TheTracker) -> TaskBody:
    return TaskBody.of(await tracker.tasks.one(TaskId(task_id)))


@router.post("/{task_id}/complete")
async def complete_task(task_id: UUID, caller: Caller, tracker: TheTracker) -> CompletedBody:
    await tracker.handle(CompleteTask(TaskId(task_id), caller.account_id))
    return CompletedBody(id=task_id)


def _content(body: NewTask, author_id: AccountId) -> Content:
    return Content(
        title=title(body.title),
        jira_id=None if body.jira_id is None else jira_id(body.jira_id),
        description=None if body.description is None else description(body.description),
        author_id=author_id,
    )
