"""The price list, the tasks' names and the ledger in memory."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import tzinfo
from itertools import groupby
from operator import attrgetter

from accounting.adapters.memory.store import MemoryStore
from accounting.application.ports import TaskFacts
from accounting.application.wire import TRANSFERS_PER_EVENT_MAX, entry
from accounting.domain.business_day import DayState, booking_day, day_of
from accounting.domain.identifiers import TaskId
from accounting.domain.price import Price
from accounting.domain.transfer import Charge, Completion, Transfer, TransferKind
from chassis.integration import IntegrationEvent


class MemoryTasks:
    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def describe(self, tasks: Sequence[TaskFacts]) -> None:
        for task in tasks:
            self._store.tasks.setdefault(task.task_id, task)


class MemoryPrices:
    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def missing(self, task_ids: Sequence[TaskId]) -> Sequence[TaskId]:
        return [task_id for task_id in dict.fromkeys(task_ids) if task_id not in self._store.prices]

    async def add(self, prices: Mapping[TaskId, Price]) -> Mapping[TaskId, Price]:
        fresh = {task_id: prices[task_id] for task_id in await self.missing(list(prices))}
        self._store.prices.update(fresh)
        return fresh


class MemoryLedger:
    def __init__(self, store: MemoryStore, zone: tzinfo) -> None:
        self._store = store
        self._zone = zone

    async def charge(self, charges: Sequence[Charge]) -> int:
        return await self._book(self._fee(charge) for charge in charges)

    async def reward(self, completions: Sequence[Completion]) -> int:
        return await self._book(self._reward(completion) for completion in completions)

    def _fee(self, charge: Charge) -> Transfer:
        return Transfer(
            TransferKind.ASSIGNMENT_FEE,
            charge.account_id,
            self._store.prices[charge.task_id].fee,
            booking_day(day_of(charge.occurred_at, self._zone), self._store.last_ended),
            charge.occurred_at,
            charge.task_id,
            charge.assignment_no,
        )

    def _reward(self, completion: Completion) -> Transfer:
        return Transfer(
            TransferKind.COMPLETION_REWARD,
            completion.account_id,
            self._store.prices[completion.task_id].reward,
            booking_day(day_of(completion.occurred_at, self._zone), self._store.last_ended),
            completion.occurred_at,
            completion.task_id,
        )

    async def _book(self, transfers: Iterable[Transfer]) -> int:
        told = {transfer.id: transfer for transfer in transfers}
        for transfer in told.values():  # what is booked already opens its day too, as in PostgreSQL
            self._store.days.setdefault(transfer.day, DayState.OPEN)
        booked = {transfer.id for transfer in self._store.transfers}
        fresh = {id_: transfer for id_, transfer in told.items() if id_ not in booked}
        self._store.transfers.extend(fresh.values())
        await self._announce(sorted(fresh.values(), key=attrgetter("day")))
        return len(fresh)

    async def _announce(self, transfers: Sequence[Transfer]) -> None:
        for day, of_day in groupby(transfers, key=attrgetter("day")):
            entries = [entry(transfer) for transfer in of_day]
            for start in range(0, len(entries), TRANSFERS_PER_EVENT_MAX):
                page = entries[start : start + TRANSFERS_PER_EVENT_MAX]
                data = {"day": day.isoformat(), "transfers": page}
                await self._store.outbox.add(IntegrationEvent("transfer.posted", 1, data))
