"""What the JSON API takes and answers."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from chassis.web.request_model import RequestModel
from tracker.application.people import Person
from tracker.application.queries.discussion import MessageView
from tracker.application.queries.reassignments import ReassignmentView
from tracker.application.queries.tasks import TaskView
from tracker.domain.reassignment import State
from tracker.domain.task import Status

ClientMadeId = Annotated[UUID, Field(strict=False)]


class NewTask(RequestModel):
    """An `id` made by the client makes a retry safe."""

    title: str
    jira_id: str | None = None
    description: str | None = None
    id: ClientMadeId | None = None


class NewMessage(RequestModel):
    """An `id` made by the client makes a retry safe."""

    text: str
    id: ClientMadeId | None = None


class PersonBody(BaseModel):
    id: UUID
    name: str

    @classmethod
    def of(cls, person: Person) -> "PersonBody":
        return cls(id=person.id, name=person.name)


class TaskBody(BaseModel):
    id: UUID
    title: str
    jira_id: str | None
    description: str | None
    status: Status
    assignee: PersonBody
    author: PersonBody
    created_at: datetime
    assigned_at: datetime
    completed_at: datetime | None

    @classmethod
    def of(cls, task: TaskView) -> "TaskBody":
        return cls(
            id=task.id,
            title=task.title,
            jira_id=task.jira_id,
            description=task.description,
            status=task.status,
            assignee=PersonBody.of(task.assignee),
            author=PersonBody.of(task.author),
            created_at=task.created_at,
            assigned_at=task.assigned_at,
            completed_at=task.completed_at,
        )


class CompletedBody(BaseModel):
    id: UUID
    status: Status = Status.COMPLETED


class ReassignmentBody(BaseModel):
    """`superseded_by` is the id of the reassignment that took over, `superseded_by_account` who started that.

    `seconds_left` is null while it runs and nothing says how long it will take, `waits_for_popugs` says that
    nobody may be given a task right now.
    """

    id: UUID
    state: State
    total: int
    done: int
    started_by: PersonBody
    started_at: datetime
    finished_at: datetime | None
    superseded_by: UUID | None
    superseded_by_account: PersonBody | None
    tasks_per_second: int
    seconds_left: int | None
    waits_for_popugs: bool

    @classmethod
    def of(cls, reassignment: ReassignmentView, now: datetime) -> "ReassignmentBody":
        pace, overtaker = reassignment.pace(now), reassignment.superseded_by_account
        return cls(
            id=reassignment.id,
            state=reassignment.state,
            total=reassignment.total,
            done=reassignment.done,
            started_by=PersonBody.of(reassignment.started_by),
            started_at=reassignment.started_at,
            finished_at=reassignment.finished_at,
            superseded_by=reassignment.superseded_by,
            superseded_by_account=None if overtaker is None else PersonBody.of(overtaker),
            tasks_per_second=pace.tasks_per_second,
            seconds_left=pace.seconds_left,
            waits_for_popugs=reassignment.waits_for_popugs,
        )


class MessageBody(BaseModel):
    id: UUID
    author: PersonBody
    text: str
    posted_at: datetime

    @classmethod
    def of(cls, message: MessageView) -> "MessageBody":
        return cls(
            id=message.id,
            author=PersonBody.of(message.author),
            text=message.text,
            posted_at=message.posted_at,
        )
