"""All tasks: searched, filtered, a page at a time; and the form for a new one."""

from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import Response

from chassis.access import Account
from chassis.errors import ServiceError
from chassis.identifiers import AccountId, new_id
from chassis.web.callers import SignedIn
from tracker.application.commands.create_task import CreateTask
from tracker.application.people import Person
from tracker.application.queries.tasks import Count, TaskFilter, TaskPage, TaskView
from tracker.domain.identifiers import TaskId
from tracker.domain.reassignment import MAY_REASSIGN
from tracker.domain.task import Content, Status, description
from tracker.domain.title import jira_id, split_title, title
from tracker.entrypoints.desk import Desk, TheDesk
from tracker.entrypoints.web.progress import progress
from tracker.entrypoints.web.refusals import field_errors

ROWS = 50
SEARCH_LENGTH_MAX = 200

router = APIRouter()

Field = Annotated[str, Form()]
Place = Annotated[int | None, Query(ge=0, le=2**63 - 1)]


@dataclass(frozen=True, slots=True)
class Listing:
    """What the list's address says: a filter as its form sends it, blanks included, and a place to begin."""

    q: Annotated[str, Query(max_length=SEARCH_LENGTH_MAX)] = ""
    status: str = ""
    """`any` or nothing: a form leaves out no field, and browsers send no required one that is empty."""

    assignee: str = ""
    before: Place = None
    after: Place = None

    def filter(self) -> TaskFilter:
        status = Status(self.status) if self.status in set(Status) else None
        return TaskFilter(self.q.strip(), status, _account_id(self.assignee))

    def address(self, path: str = "/tasks", **place: int) -> str:
        status = self.status if self.status in set(Status) else ""
        kept = {"q": self.q, "status": status, "assignee": self.assignee, **place}
        query = urlencode({name: value for name, value in kept.items() if value != ""})
        return f"{path}?{query}" if query else path

    def here(self, path: str) -> str:
        place = {"before": self.before, "after": self.after}
        return self.address(path, **{name: value for name, value in place.items() if value is not None})


TheListing = Annotated[Listing, Depends()]


@router.get("/tasks")
async def all_tasks_page(request: Request, visitor: SignedIn, desk: TheDesk, listing: TheListing) -> Response:
    shown = await _shown(desk, listing)
    may_reassign = visitor.role in MAY_REASSIGN
    return desk.pages.render(request, "tracker/tasks.html", may_reassign=may_reassign, **shown)


@router.get("/tasks/list")
async def all_tasks_list(
    request: Request, _visitor: SignedIn, desk: TheDesk, listing: TheListing
) -> Response:
    return desk.pages.fragment(request, "tracker/tasks.html", "all", **await _shown(desk, listing))


@router.get("/tasks/new")
async def new_task_page(request: Request, _visitor: SignedIn, desk: TheDesk) -> Response:
    return desk.pages.render(request, "tracker/new_task.html", task_id=new_id(), form={}, errors={}, split="")


@router.post("/tasks")
async def create_task(
    *,
    request: Request,
    visitor: SignedIn,
    desk: TheDesk,
    id: Annotated[UUID, Form()],
    title: Field = "",
    jira_id: Field = "",
    description: Field = "",
) -> Response:
    form, split = _taken_apart({"title": title, "jira_id": jira_id, "description": description})
    try:
        command = CreateTask(TaskId(id), _content(form, visitor.account_id))
        await desk.tracker.handle(command)
    except ServiceError as refusal:
        errors = field_errors(request, desk, refusal)
        shown = {"task_id": id, "form": form, "errors": errors, "split": split}
        return desk.pages.render(request, "tracker/new_task.html", 422, **shown)
    text = _given(request, desk, visitor, await desk.tracker.tasks.one(command.task_id))
    return desk.pages.redirect(request, f"/tasks/{id}", flash=("good", text))


def _taken_apart(form: dict[str, str]) -> tuple[dict[str, str], str]:
    """The form with an id pasted before the title in the id's own field, if that is empty; and that id."""
    pasted, rest = split_title(form["title"])
    if not pasted or form["jira_id"].strip():
        return form, ""
    return {**form, "title": rest, "jira_id": pasted}, pasted


def _given(request: Request, desk: Desk, visitor: Account, task: TaskView) -> str:
    """To whom the new task went, in words."""
    if task.assignee.id == visitor.account_id:
        return desk.pages.gettext(request, "Created, and given to you.")
    name = task.assignee.name or desk.pages.gettext(request, "a popug not heard of yet")
    if task.jira_id:
        return desk.pages.gettext(
            request, "Created as %(id)s, and given to %(name)s.", id=task.jira_id, name=name
        )
    return desk.pages.gettext(request, "Created, and given to %(name)s.", name=name)


def _content(form: dict[str, str], author_id: AccountId) -> Content:
    written = form["jira_id"].strip()
    return Content(
        title=title(form["title"]),
        jira_id=jira_id(written) if written else None,
        description=description(form["description"]),
        author_id=author_id,
    )


async def _shown(desk: Desk, listing: Listing) -> dict[str, Any]:
    which = listing.filter()
    page = await desk.tracker.tasks.page(which, before=listing.before, after=listing.after, limit=ROWS)
    newest, oldest = (page.tasks[0].seq, page.tasks[-1].seq) if page.tasks else (None, None)
    upwards = listing.after is not None
    after = page.reached if upwards and page.reached else newest
    before = page.reached if not upwards and page.reached else oldest
    return {
        "listing": listing,
        "tasks": page.tasks,
        "count": await _count(desk, which, page),
        "assignee": _assignee(which, [task.assignee for task in page.tasks]),
        "older_href": listing.address(before=before) if page.older and before else "",
        "newer_href": (listing.address(after=after) if after else listing.address()) if page.newer else "",
        "further": bool(page.reached),
        "run": await progress(desk),
    }


async def _count(desk: Desk, which: TaskFilter, page: TaskPage) -> Count:
    """How many there are: those on the page, when it is the only one."""
    alone = not page.older and not page.newer
    return Count(len(page.tasks)) if alone else await desk.tracker.tasks.count(which)


def _assignee(which: TaskFilter, found: list[Person]) -> str:
    return next((person.name for person in found if person.id == which.assignee_id), "")


def _account_id(text: str) -> AccountId | None:
    try:
        return AccountId(UUID(text))
    except ValueError:
        return None
