"""A task: somebody's from the start, passed on while it is open, completed once by whoever has it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from chassis.identifiers import AccountId
from chassis.messages import DomainEvent
from tracker.domain.errors import InvalidDescription, NotTheAssignee, TaskIsCompleted
from tracker.domain.events import TaskAssigned, TaskCompleted, TaskCreated
from tracker.domain.identifiers import TaskId
from tracker.domain.title import JiraId, Title

DESCRIPTION_LENGTH_MAX = 10_000


class Status(StrEnum):
    OPEN = "open"
    COMPLETED = "completed"


def description(text: str) -> str | None:
    """Take `text` as a description, nothing but white space as none; raises `InvalidDescription`."""
    stripped = text.strip()
    if len(stripped) > DESCRIPTION_LENGTH_MAX or "\x00" in stripped:
        raise InvalidDescription(
            f"A description has at most {DESCRIPTION_LENGTH_MAX:,} printable characters."
        )
    return stripped or None


@dataclass(frozen=True, slots=True)
class Content:
    """What a task says; it never changes."""

    title: Title
    jira_id: JiraId | None
    description: str | None
    author_id: AccountId


@dataclass(slots=True)
class Task:
    """The constructor rebuilds a task as it was stored; `create` makes a new one.

    `assignment_no` counts the assignments from 1; `version` counts the changes stored.
    """

    id: TaskId
    content: Content
    created_at: datetime
    assignee_id: AccountId
    assignment_no: int
    assigned_at: datetime
    status: Status = Status.OPEN
    completed_at: datetime | None = None
    version: int = 0
    _events: list[DomainEvent] = field(default_factory=list, repr=False, compare=False)

    @classmethod
    def create(cls, task_id: TaskId, content: Content, *, assignee_id: AccountId, at: datetime) -> "Task":
        task = cls(task_id, content, at, assignee_id, assignment_no=0, assigned_at=at)
        task._events.append(
            TaskCreated(task_id, content.title, content.jira_id, content.description, content.author_id, at)
        )
        task._assign(assignee_id, at)
        return task

    def reassign(self, to: AccountId, at: datetime) -> None:
        """Pass the open task on, which is an assignment even when the same account comes up again."""
        if self.status is Status.COMPLETED:
            raise TaskIsCompleted("This task is completed already; it stays where it is.")
        self._assign(to, at)

    def complete(self, by: AccountId, at: datetime) -> None:
        """Complete the task; asking again changes nothing."""
        if by != self.assignee_id:
            raise NotTheAssignee("This task is with another popug now; only its assignee can complete it.")
        if self.status is Status.COMPLETED:
            return
        self.status = Status.COMPLETED
        self.completed_at = at
        self._events.append(TaskCompleted(self.id, self.assignment_no, by, at))

    def take_events(self) -> list[DomainEvent]:
        """Hand over what has happened since the task was loaded, once."""
        events, self._events = self._events, []
        return events

    def _assign(self, to: AccountId, at: datetime) -> None:
        self.assignee_id = to
        self.assignment_no += 1
        self.assigned_at = at
        self._events.append(TaskAssigned(self.id, self.assignment_no, to, at))
