"""What somebody last saw as theirs, and what of it went to others, in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime

import asyncpg
from sqlalchemy import delete

from chassis.identifiers import AccountId
from chassis.postgres.database import Transaction
from tracker.adapters.postgres import tables
from tracker.adapters.postgres.histories import passed_on
from tracker.domain.identifiers import TaskId

EXACT_MAX = 10
"""So many departures, the latest, are timed by the task's history where several presses lie in between."""

PRESSES_MAX = 20

GONE = """
WITH gone AS (
    DELETE FROM sight s USING assignment a
    WHERE s.account_id = $1 AND a.seq = s.seq AND (a.status = 1 OR a.assignee_id <> s.account_id)
    RETURNING s.seq, s.assignment_no AS seen_no, a.task_id, a.assignment_no, a.assigned_at, a.assignee_id
)
SELECT * FROM gone WHERE assignee_id <> $1 ORDER BY assigned_at DESC, seq
"""

NOTE = """
INSERT INTO departure (account_id, seq, left_at)
SELECT $1, gone.seq, gone.left_at FROM unnest($2::bigint[], $3::timestamptz[]) AS gone(seq, left_at)
ON CONFLICT (account_id, seq) DO UPDATE SET left_at = excluded.left_at
"""

REMEMBER = """
INSERT INTO sight AS s (account_id, seq, assignment_no)
SELECT $1, seq, CASE WHEN assignee_id = $1 THEN assignment_no ELSE assignment_no - 1 END
FROM assignment WHERE task_id = ANY ($2::uuid[]) AND seq = ANY (
    SELECT seq FROM task WHERE id = ANY ($2::uuid[])
)
ON CONFLICT (account_id, seq) DO UPDATE SET assignment_no = excluded.assignment_no
WHERE s.assignment_no <> excluded.assignment_no
"""
"""A task that was taken away while the page was made was seen under the assignment before, at the latest."""


class PostgresSights:
    def __init__(self, transaction: Transaction) -> None:
        self._connection = transaction.connection
        self._driver = transaction.driver

    async def note_departures(self, account_id: AccountId) -> None:
        gone = await self._driver.fetch(GONE, account_id)
        if not gone:
            return
        times = [
            await self._left_at(account_id, row) if place < EXACT_MAX else row["assigned_at"]
            for place, row in enumerate(gone)
        ]
        await self._driver.execute(NOTE, account_id, [row["seq"] for row in gone], times)

    async def remember(self, account_id: AccountId, shown: Sequence[TaskId]) -> None:
        if shown:
            await self._driver.execute(REMEMBER, account_id, list(shown))

    async def forget_departures(self, account_id: AccountId, *, before: datetime) -> None:
        d = tables.departure
        await self._connection.execute(delete(d).where(d.c.account_id == account_id, d.c.left_at <= before))

    async def _left_at(self, account_id: AccountId, row: asyncpg.Record) -> datetime:
        """When the task first went to somebody else after it was seen."""
        presses = row["assignment_no"] - row["seen_no"]
        left_at: datetime = row["assigned_at"]
        if presses <= 1:
            return left_at
        told = await passed_on(self._driver, row["task_id"], row["seq"], limit=min(presses, PRESSES_MAX))
        return min((each.at for each in told if each.assignee.id != account_id), default=left_at)
