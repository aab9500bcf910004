"""What is heard of, kept in memory: the first word stays."""

from collections.abc import Sequence

from analytics.adapters.memory.store import MemoryStore
from analytics.application.ports import ClosedDay, Completion, Payout, Price, TaskFacts
from analytics.domain.told_entries import ToldEntries


class MemoryTasks:
    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def describe(self, tasks: Sequence[TaskFacts]) -> None:
        for task in tasks:
            self._store.tasks.setdefault(task.task_id, task)


class MemoryFigures:
    """Keeps the entries alone; every figure is worked out when it is asked for."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def record(self, told: ToldEntries) -> int:
        known = len(self._store.entries)
        for entry in told.one_by_one():
            self._store.entries.setdefault(entry.transfer_id, entry)
        return len(self._store.entries) - known


class MemoryReports:
    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def add_closed_days(self, days: Sequence[ClosedDay]) -> None:
        for each in days:
            self._store.closed_days.setdefault(each.day, each)

    async def add_completions(self, completions: Sequence[Completion]) -> None:
        for each in completions:
            self._store.completions.setdefault(each.task_id, each)

    async def add_prices(self, prices: Sequence[Price]) -> None:
        for each in prices:
            self._store.prices.setdefault(each.task_id, each)

    async def add_payouts(self, payouts: Sequence[Payout]) -> None:
        for each in payouts:
            self._store.payouts.setdefault((each.account_id, each.day), each)
