"""The figures in PostgreSQL: a batch of entries is two statements, and each entry counts once."""

from collections.abc import Sequence
from datetime import tzinfo

from analytics.adapters.postgres.figures_sql import MOVE_BALANCES, ONE_AT_A_TIME, RECORD
from analytics.domain.entry import Entry
from analytics.domain.periods import day_at
from chassis.postgres.database import Transaction

RECORDING = 7_001_101
"""The advisory lock that lets batches in one by one: an account's balances build on one another."""


class PostgresFigures:
    """Keeps the entries and what they come to; a task counts on the day it was completed on in `zone`."""

    def __init__(self, transaction: Transaction, *, zone: tzinfo) -> None:
        self._driver = transaction.driver
        self._zone = zone

    async def record(self, entries: Sequence[Entry]) -> int:
        told = list({entry.transfer_id: entry for entry in entries}.values())
        await self._driver.execute(ONE_AT_A_TIME, RECORDING)
        moved = await self._driver.fetch(
            RECORD,
            [entry.transfer_id for entry in told],
            [entry.kind.value for entry in told],
            [entry.account_id for entry in told],
            [entry.task_id for entry in told],
            [entry.amount for entry in told],
            [entry.day for entry in told],
            [entry.occurred_at for entry in told],
            [day_at(entry.occurred_at, self._zone) for entry in told],
        )
        if moved:
            await self._driver.execute(
                MOVE_BALANCES,
                [row["account_id"] for row in moved],
                [row["day"] for row in moved],
                [row["moved_by"] for row in moved],
            )
        return sum(row["entries"] for row in moved)
