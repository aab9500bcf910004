"""What the tracker's use cases need from outside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chassis.identifiers import AccountId
from tracker.domain.assignment_policy import AssignmentPolicy
from tracker.domain.identifiers import MessageId, ReassignmentId, TaskId
from tracker.domain.message import Message
from tracker.domain.reassignment import OpenTasks, Reassignment
from tracker.domain.task import Task


class Tasks(Protocol):
    async def add(self, task: Task) -> None:
        """Store a new task; raises `Stale` when its id was taken a moment ago."""
        ...

    async def find(self, task_id: TaskId) -> Task | None: ...

    async def get(self, task_id: TaskId) -> Task:
        """Load a task; raises `TaskNotFound`."""
        ...

    async def save(self, task: Task) -> None:
        """Store what has happened to `task`; raises `Stale` when somebody else changed it in between."""
        ...

    async def open(self) -> OpenTasks: ...


@dataclass(frozen=True, slots=True)
class Chunk:
    """The next tasks of a reassignment to pass on: at most `size_max` of them, shared among `candidates`."""

    candidates: Sequence[AccountId]
    policy: AssignmentPolicy
    size_max: int
    at: datetime


class Reassignments(Protocol):
    async def add(self, reassignment: Reassignment) -> None: ...

    async def save(self, reassignment: Reassignment) -> None: ...

    async def of_press(self, by: AccountId, key: str) -> Reassignment | None:
        """What this press of the button has started; no other start goes on until the transaction ends."""
        ...

    async def running(self) -> Reassignment | None:
        """The one that runs, locked: its next chunk waits until the transaction ends."""
        ...

    async def claim(self) -> Reassignment | None:
        """The one that runs, locked, unless somebody else holds it right now."""
        ...

    async def get(self, reassignment_id: ReassignmentId) -> Reassignment:
        """Load a reassignment; raises `ReassignmentNotFound`."""
        ...

    async def pass_on(self, reassignment: Reassignment, chunk: Chunk) -> Reassignment:
        """Pass on the next chunk, announce it, and answer the reassignment as it stands then.

        Raises `Stale` when the reassignment is not where it was when it was loaded.
        """
        ...


class Messages(Protocol):
    async def find(self, message_id: MessageId) -> Message | None: ...

    async def times_of(self, author_id: AccountId, *, limit: int) -> Sequence[datetime]:
        """When the author's latest messages were posted; they post no other until the transaction ends."""
        ...

    async def add(self, message: Message) -> None:
        """Store a new message; raises `Stale` when its id was taken a moment ago."""
        ...


class Sights(Protocol):
    """What somebody last saw as their open tasks, and what of it went to other popugs."""

    async def note_departures(self, account_id: AccountId) -> None:
        """Take note of the tasks seen that somebody else has now; forget those that are done."""
        ...

    async def remember(self, account_id: AccountId, shown: Sequence[TaskId]) -> None: ...

    async def forget_departures(self, account_id: AccountId, *, before: datetime) -> None: ...


class Readings(Protocol):
    """How far everybody has read each discussion."""

    async def note(self, account_id: AccountId, task_id: TaskId, up_to: int) -> None:
        """Reading an earlier page again changes nothing."""
        ...


class OpenPages(Protocol):
    """The pages people look at right now; they are told once the transaction has committed."""

    def discussion_changed(self, task_id: TaskId, assignee_id: AccountId) -> None: ...
