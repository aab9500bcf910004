"""The figures in PostgreSQL: a batch of entries is a few statements, and each entry counts once."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from itertools import compress
from typing import Any

from analytics.adapters.postgres.columns import cut
from analytics.adapters.postgres.figures_sql import (
    FORGET_OVERTAKEN,
    MOVE_BALANCES,
    NAME_TIES,
    ONE_AT_A_TIME,
    RECORD,
)
from analytics.application.views import TIES_NAMED_MAX
from analytics.domain.entry import EntryKind
from analytics.domain.periods import day_at
from analytics.domain.told_entries import ToldEntries
from chassis.postgres.database import Transaction

RECORDING = 7_001_101
"""The advisory lock that lets batches in one by one: an account's balances build on one another."""


class PostgresFigures:
    """Keeps the entries and what they come to; a task counts on the day it was completed on in `zone`."""

    def __init__(self, transaction: Transaction, *, zone: tzinfo) -> None:
        self._driver = transaction.driver
        self._zone = zone

    async def record(self, told: ToldEntries) -> int:
        await self._driver.execute(ONE_AT_A_TIME, RECORDING)
        moments = {text: datetime.fromisoformat(text) for text in set(told.occurred_at)}
        days = {text: day_at(moment, self._zone) for text, moment in moments.items()}
        *as_told, _ = told.columns()
        columns = (
            *as_told,
            [moments[text] for text in told.occurred_at],
            [days[text] for text in told.occurred_at],
        )
        return sum([await self._record_some(*some) for some in cut(columns)])

    async def _record_some(self, *columns: Sequence[Any]) -> int:
        """The columns of `RECORD`."""
        moved = await self._driver.fetch(RECORD, *columns)
        if moved:
            await self._driver.execute(
                MOVE_BALANCES,
                [row["account_id"] for row in moved],
                [row["day"] for row in moved],
                [row["moved_by"] for row in moved],
            )
            await self._name_ties(columns)
        return sum(row["entries"] for row in moved)

    async def _name_ties(self, columns: Sequence[Sequence[Any]]) -> None:
        transfer_ids, kinds, account_ids, task_ids, amounts, _, occurred_at, happened_on = columns
        completed = [kind == EntryKind.COMPLETION_REWARD for kind in kinds]
        if not any(completed):
            return
        of_completions = (happened_on, transfer_ids, amounts, task_ids, account_ids, occurred_at)
        days, *others = (list(compress(column, completed)) for column in of_completions)
        await self._driver.execute(NAME_TIES, days, *others)
        await self._driver.execute(FORGET_OVERTAKEN, sorted(set(days)), TIES_NAMED_MAX + 1)
