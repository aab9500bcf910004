"""The discussion of a task, oldest message first, and what in it is new to whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chassis.identifiers import AccountId
from tracker.application.people import Person
from tracker.domain.identifiers import MessageId, TaskId

UNREAD_COUNTED_MAX = 99


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

    async def latest(
        self, task_id: TaskId, *, before: int | None = None, limit: int
    ) -> Sequence[MessageView]:
        """The last messages before the place `before`, in the order they were posted."""
        ...

    async def last_read(self, account_id: AccountId, task_id: TaskId) -> int:
        """The place of the last message the account has seen there, 0 for none."""
        ...

    async def unread(self, account_id: AccountId, task_ids: Sequence[TaskId]) -> Mapping[TaskId, int]:
        """How many messages of others each task has that the account has not seen, if any.

        Counting stops at UNREAD_COUNTED_MAX.
        """
        ...
