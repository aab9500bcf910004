"""The discussions as they are read, in memory."""

from collections.abc import Mapping, Sequence

from chassis.identifiers import AccountId
from tracker.adapters.memory.people import person
from tracker.adapters.memory.store import MemoryStore
from tracker.application.queries.discussion import UNREAD_COUNTED_MAX, MessageView
from tracker.domain.errors import MessageNotFound, TaskNotFound
from tracker.domain.identifiers import MessageId, TaskId
from tracker.domain.message import Message


class MemoryDiscussions:
    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def one(self, message_id: MessageId) -> MessageView:
        for seq, each in enumerate(self._store.messages.values(), 1):
            if each.id == message_id:
                return await self._view(seq, each)
        raise MessageNotFound("There is no such message.")

    async def messages(self, task_id: TaskId, *, after: int, limit: int) -> Sequence[MessageView]:
        if task_id not in self._store.tasks:
            raise TaskNotFound("There is no such task.")
        return [await self._view(seq, each) for seq, each in self._of(task_id) if seq > after][:limit]

    async def latest(
        self, task_id: TaskId, *, before: int | None = None, limit: int
    ) -> Sequence[MessageView]:
        found = [(seq, each) for seq, each in self._of(task_id) if before is None or seq < before]
        return [await self._view(seq, each) for seq, each in found[-limit:]]

    async def last_read(self, account_id: AccountId, task_id: TaskId) -> int:
        return self._store.readings.get((account_id, task_id), 0)

    async def unread(self, account_id: AccountId, task_ids: Sequence[TaskId]) -> Mapping[TaskId, int]:
        counts = {
            task_id: len(
                [
                    each
                    for seq, each in self._of(task_id)
                    if seq > await self.last_read(account_id, task_id) and each.author_id != account_id
                ]
            )
            for task_id in task_ids
        }
        return {task_id: min(count, UNREAD_COUNTED_MAX) for task_id, count in counts.items() if count}

    def _of(self, task_id: TaskId) -> Sequence[tuple[int, Message]]:
        numbered = enumerate(self._store.messages.values(), 1)
        return [(seq, each) for seq, each in numbered if each.task_id == task_id]

    async def _view(self, seq: int, each: Message) -> MessageView:
        author = await person(self._store, each.author_id)
        return MessageView(seq, each.id, author, each.text, each.posted_at)
