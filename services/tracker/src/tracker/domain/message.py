"""A message in the discussion of a task."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil

from chassis.identifiers import AccountId
from chassis.messages import DomainEvent
from tracker.domain.errors import InvalidMessage, TooManyMessages
from tracker.domain.events import MessagePosted
from tracker.domain.identifiers import MessageId, TaskId
from tracker.domain.task import Task

TEXT_LENGTH_MAX = 4_000

PACE_MESSAGES = 10
PACE_SECONDS = 60
"""Nobody posts more than PACE_MESSAGES messages within PACE_SECONDS."""


@dataclass(frozen=True, slots=True)
class Message:
    """The constructor rebuilds a message as it was stored; `post` makes a new one."""

    id: MessageId
    task_id: TaskId
    author_id: AccountId
    text: str
    posted_at: datetime
    _events: list[DomainEvent] = field(default_factory=list, repr=False, compare=False)

    @classmethod
    def post(
        cls, message_id: MessageId, *, task: Task, author_id: AccountId, text: str, at: datetime
    ) -> "Message":
        stripped = text.replace("\r\n", "\n").strip()
        if not 1 <= len(stripped) <= TEXT_LENGTH_MAX or "\x00" in stripped:
            raise InvalidMessage(f"A message has 1 to {TEXT_LENGTH_MAX:,} characters.")
        message = cls(message_id, task.id, author_id, stripped, at)
        message._events.append(MessagePosted(message_id, task.id, task.assignee_id, author_id, at))
        return message

    def says_the_same_as(self, other: "Message") -> bool:
        """Whether both are one message sent twice."""
        return (self.task_id, self.author_id, self.text) == (other.task_id, other.author_id, other.text)

    def take_events(self) -> list[DomainEvent]:
        """Hand over what has happened, once."""
        events = list(self._events)
        self._events.clear()
        return events


def keep_pace(latest: Sequence[datetime], at: datetime) -> None:
    """`latest` are the times of somebody's last PACE_MESSAGES messages; raises `TooManyMessages`."""
    pace = timedelta(seconds=PACE_SECONDS)
    recent = [each for each in latest if each > at - pace]
    if len(recent) >= PACE_MESSAGES:
        raise TooManyMessages(
            f"You have posted {PACE_MESSAGES} messages within {PACE_SECONDS} seconds; wait a little.",
            retry_after_seconds=ceil((min(recent) + pace - at).total_seconds()),
        )
