"""Everything analytics keeps, in memory; what a failed transaction did to it is undone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass, field, fields
from datetime import date

from analytics.application.ports import ClosedDay, Completion, Payout, Price, TaskFacts
from analytics.domain.entry import Entry
from analytics.domain.identifiers import AccountId, TaskId, TransferId
from chassis.access.memory import MemoryAccounts


@dataclass(slots=True)
class MemoryStore:
    tasks: dict[TaskId, TaskFacts] = field(default_factory=dict)
    entries: dict[TransferId, Entry] = field(default_factory=dict)
    closed_days: dict[date, ClosedDay] = field(default_factory=dict)
    completions: dict[TaskId, Completion] = field(default_factory=dict)
    prices: dict[TaskId, Price] = field(default_factory=dict)
    payouts: dict[tuple[AccountId, date], Payout] = field(default_factory=dict)
    accounts: MemoryAccounts = field(default_factory=MemoryAccounts)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        before = deepcopy(self)
        try:
            yield
        except BaseException:
            for each in fields(self):
                setattr(self, each.name, getattr(before, each.name))
            raise
