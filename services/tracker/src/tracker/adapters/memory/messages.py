"""The discussions in memory."""

from tracker.adapters.memory.store import MemoryStore
from tracker.domain.message import Message


class MemoryMessages:
    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def add(self, message: Message) -> None:
        self._store.messages.setdefault(message.id, message)
