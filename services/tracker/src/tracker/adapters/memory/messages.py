"""The discussions in memory."""

from collections.abc import Sequence
from copy import deepcopy
from datetime import datetime

from chassis.errors import Stale
from chassis.identifiers import AccountId
from chassis.mediator import RecordedEvents
from tracker.adapters.memory.store import MemoryStore
from tracker.domain.identifiers import MessageId
from tracker.domain.message import Message


class MemoryMessages:
    def __init__(self, store: MemoryStore, events: RecordedEvents) -> None:
        self._store = store
        self._events = events

    async def find(self, message_id: MessageId) -> Message | None:
        return deepcopy(self._store.messages.get(message_id))

    async def times_of(self, author_id: AccountId, *, limit: int) -> Sequence[datetime]:
        times = [each.posted_at for each in self._store.messages.values() if each.author_id == author_id]
        return sorted(times, reverse=True)[:limit]

    async def add(self, message: Message) -> None:
        if message.id in self._store.messages:
            raise Stale("A message with this id was posted a moment ago.")
        self._events.record(*message.take_events())
        self._store.messages[message.id] = deepcopy(message)
