"""The books of days and the stories of tasks, read off the transfers in memory."""

from collections.abc import AsyncIterator, Sequence
from datetime import date

from accounting.adapters.memory.store import MemoryStore
from accounting.application.queries.day_book import DayEntry
from accounting.application.queries.task_stories import StoryEntry, StoryPlace, TaskPrice, TaskStory
from accounting.domain.identifiers import TaskId
from accounting.domain.transfer import Transfer, TransferKind


class MemoryDayBook:
    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def page(self, day: date, *, before: int | None, limit: int) -> Sequence[DayEntry]:
        entries = [entry async for entry in self.all(day) if before is None or entry.number < before]
        return entries[::-1][:limit]

    async def all(self, day: date) -> AsyncIterator[DayEntry]:
        for number, transfer in enumerate(self._store.transfers, 1):
            if transfer.day == day:
                yield await self._entry(number, transfer)

    async def _entry(self, number: int, transfer: Transfer) -> DayEntry:
        return DayEntry(
            number=number,
            kind=transfer.kind,
            account_id=transfer.account_id,
            name=await self._store.name_of(transfer.account_id),
            amount=transfer.signed_amount,
            task=None if transfer.task_id is None else self._store.task_name(transfer.task_id),
            occurred_at=transfer.occurred_at,
        )


class MemoryTaskStories:
    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def find(self, task_id: TaskId) -> TaskStory | None:
        facts, price = self._store.tasks.get(task_id), self._store.prices.get(task_id)
        if facts is None and price is None:
            return None
        booked = [transfer for transfer in self._store.transfers if transfer.task_id == task_id]
        fees = [each.amount for each in booked if each.kind is TransferKind.ASSIGNMENT_FEE]
        rewards = [each.amount for each in booked if each.kind is TransferKind.COMPLETION_REWARD]
        return TaskStory(
            task=self._store.task_name(task_id),
            created_at=None if facts is None else facts.created_at,
            price=None if price is None else TaskPrice(price.fee, price.reward, None),
            assignments=len(fees),
            fees=sum(fees),
            rewards=sum(rewards),
        )

    async def entries(self, task_id: TaskId, *, after: StoryPlace | None, limit: int) -> Sequence[StoryEntry]:
        entries = [
            await self._entry(number, transfer)
            for number, transfer in enumerate(self._store.transfers, 1)
            if transfer.task_id == task_id
        ]
        in_order = sorted(entries, key=_place)
        later = [
            each for each in in_order if after is None or _place(each) > (after.occurred_at, after.number)
        ]
        return later[:limit]

    async def _entry(self, number: int, transfer: Transfer) -> StoryEntry:
        return StoryEntry(
            number=number,
            kind=transfer.kind,
            account_id=transfer.account_id,
            name=await self._store.name_of(transfer.account_id),
            amount=transfer.signed_amount,
            assignment_no=transfer.assignment_no,
            occurred_at=transfer.occurred_at,
            booked_at=transfer.occurred_at,
            day=transfer.day,
        )


def _place(entry: StoryEntry) -> tuple[object, int]:
    return entry.occurred_at, entry.number
