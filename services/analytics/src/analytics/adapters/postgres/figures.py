"""The figures in PostgreSQL: a batch of entries is two statements, and each entry counts once."""

from collections.abc import Sequence
from datetime import tzinfo

from analytics.adapters.postgres.figures_sql import MOVE_BALANCES, ONE_AT_A_TIME, RECORD
from analytics.domain.entry import Entry
from analytics.domain.periods import day_at
from chassis.postgres.database import Transaction


class PostgresFigures:
    """Keeps `entry`, `day_figures`, `account_day` and `most_expensive_task`; `zone` decides on which day a task counts."""

    def __init__(self, transaction: Transaction, *, zone: tzinfo) -> None:
        self._driver = transaction.driver
        self._zone = zone

    async def record(self, entries: Sequence[Entry]) -> int:
        """Work in `entries`; answer how many were new."""
        await self._driver.execute(ONE_AT_A_TIME)
        moved = await self._driver.fetch(
            RECORD,
            [entry.transfer_id for entry in entries],
            [entry.kind.value for entry in entries],
            [entry.account_id for entry in entries],
            [entry.task_id for entry in entries],
            [entry.amount for entry in entries],
            [entry.day for entry in entries],
            [entry.occurred_at for entry in entries],
            [day_at(entry.occurred_at, self._zone) for entry in entries],
        )
        if moved:
            await self._driver.execute(
                MOVE_BALANCES,
                [row["account_id"] for row in moved],
                [row["day"] for row in moved],
                [row["moved_by"] for row in moved],
            )
        return sum(row["entries"] for row in moved)
