"""The figures in PostgreSQL: a batch of entries is a few statements, and each entry counts once."""

from collections.abc import Sequence
from datetime import date, tzinfo

from analytics.adapters.postgres.figures_sql import (
    FORGET_OVERTAKEN,
    MOVE_BALANCES,
    NAME_TIES,
    ONE_AT_A_TIME,
    RECORD,
)
from analytics.application.views import TIES_NAMED_MAX
from analytics.domain.entry import Entry, EntryKind
from analytics.domain.periods import day_at
from chassis.postgres.database import Transaction

RECORDING = 7_001_101
"""The advisory lock that lets batches in one by one: an account's balances build on one another."""

ENTRIES_PER_STATEMENT = 10_000


class PostgresFigures:
    """Keeps the entries and what they come to; a task counts on the day it was completed on in `zone`."""

    def __init__(self, transaction: Transaction, *, zone: tzinfo) -> None:
        self._driver = transaction.driver
        self._zone = zone

    async def record(self, entries: Sequence[Entry]) -> int:
        told = sorted({entry.transfer_id: entry for entry in entries}.values(), key=lambda e: e.transfer_id)
        await self._driver.execute(ONE_AT_A_TIME, RECORDING)
        return sum(
            [
                await self._record_some(told[start : start + ENTRIES_PER_STATEMENT])
                for start in range(0, len(told), ENTRIES_PER_STATEMENT)
            ]
        )

    async def _record_some(self, told: Sequence[Entry]) -> int:
        happened_on = [day_at(entry.occurred_at, self._zone) for entry in told]
        moved = await self._driver.fetch(
            RECORD,
            [entry.transfer_id for entry in told],
            [entry.kind.value for entry in told],
            [entry.account_id for entry in told],
            [entry.task_id for entry in told],
            [entry.amount for entry in told],
            [entry.day for entry in told],
            [entry.occurred_at for entry in told],
            happened_on,
        )
        if moved:
            await self._driver.execute(
                MOVE_BALANCES,
                [row["account_id"] for row in moved],
                [row["day"] for row in moved],
                [row["moved_by"] for row in moved],
            )
            await self._name_ties(told, happened_on)
        return sum(row["entries"] for row in moved)

    async def _name_ties(self, told: Sequence[Entry], happened_on: Sequence[date]) -> None:
        completed = [
            (day, entry)
            for day, entry in zip(happened_on, told, strict=True)
            if entry.kind is EntryKind.COMPLETION_REWARD
        ]
        if not completed:
            return
        await self._driver.execute(
            NAME_TIES,
            [day for day, _ in completed],
            [entry.transfer_id for _, entry in completed],
            [entry.amount for _, entry in completed],
            [entry.task_id for _, entry in completed],
            [entry.account_id for _, entry in completed],
            [entry.occurred_at for _, entry in completed],
        )
        await self._driver.execute(
            FORGET_OVERTAKEN, sorted({day for day, _ in completed}), TIES_NAMED_MAX + 1
        )
