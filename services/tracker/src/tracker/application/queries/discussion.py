"""The discussion of a task, oldest message first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tracker.application.people import Person
from tracker.domain.identifiers import MessageId, TaskId


@dataclass(frozen=True, slots=True)
class MessageView:
    seq: int
    id: MessageId
    author: Person
    text: str
    posted_at: datetime


class Discussions(Protocol):
    async def one(self, message_id: MessageId) -> MessageView:
        """Raises `MessageNotFound`."""
        ...

    async def messages(self, task_id: TaskId, *, after: int, limit: int) -> Sequence[MessageView]:
        """The messages after the place `after`; raises `TaskNotFound`."""
        ...
