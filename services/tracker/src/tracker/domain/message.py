"""A message in the discussion of a task."""

from dataclasses import dataclass
from datetime import datetime

from chassis.identifiers import AccountId
from tracker.domain.errors import InvalidMessage
from tracker.domain.identifiers import MessageId, TaskId

TEXT_LENGTH_MAX = 4_000


@dataclass(frozen=True, slots=True)
class Message:
    id: MessageId
    task_id: TaskId
    author_id: AccountId
    text: str
    posted_at: datetime

    @classmethod
    def post(
        cls, message_id: MessageId, *, task_id: TaskId, author_id: AccountId, text: str, at: datetime
    ) -> "Message":
        stripped = text.strip()
        if not 1 <= len(stripped) <= TEXT_LENGTH_MAX or "\x00" in stripped:
            raise InvalidMessage(f"A message has 1 to {TEXT_LENGTH_MAX:,} characters.")
        return cls(message_id, task_id, author_id, stripped, at)
