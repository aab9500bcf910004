"""The audit log of an account: entries in order, balances worked out backwards from the one that is kept."""

from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence
from datetime import date

import asyncpg

from accounting.adapters.postgres.kinds import KINDS
from accounting.application.queries.entries import DayOfAccount, EntryPage, EntryView, Neighbours, Position
from accounting.application.task_name import TaskName
from accounting.domain.identifiers import AccountId, TaskId
from chassis.postgres.database import Database

NUMBER_MAX = 2**63 - 1
ROWS_PER_READ = 1_000

# Days and numbers are compared as pairs, because the number alone would tempt the planner to read what all
# others were booked in between.
STAND = """
SELECT l.id, l.balance
    - coalesce((SELECT sum(rewards - fees - payouts) FROM account_day d
                WHERE d.account = l.id AND d.day >= $2), 0)::bigint
    + coalesce(mark.result, 0)
    + coalesce((SELECT sum(CASE kind WHEN 2 THEN amount ELSE -amount END) FROM transfer t
                WHERE t.account = l.id
                AND (t.day, t.id) > ($2, coalesce(mark.entry, 0)) AND (t.day, t.id) < ($2, $3)),
               0)::bigint AS balance
FROM ledger_account l LEFT JOIN LATERAL (
    SELECT entry, result FROM account_mark m
    WHERE m.account = l.id AND m.day = $2 AND m.entry < $3 ORDER BY m.entry DESC LIMIT 1
) mark ON true
WHERE l.owner = $1
"""

ENTRIES = """
SELECT t.id, t.kind, t.amount, t.day, t.occurred_at, t.task_id, k.jira_id, coalesce(k.title, '') AS title
FROM transfer t LEFT JOIN task k USING (task_id)
WHERE t.account = $1 AND (t.day, t.id) < ($2::date, $3::bigint) AND t.day >= $4::date AND t.id <= $6::bigint
ORDER BY t.day DESC, t.id DESC LIMIT $5
"""

NEWEST = "SELECT coalesce(max(id), 0) FROM transfer"

DAYS = """
SELECT d.day, d.rewards, d.fees, d.payouts FROM account_day d JOIN ledger_account l ON l.id = d.account
WHERE l.owner = $1 AND d.day = ANY ($2::date[])
"""

AROUND = """
SELECT (SELECT max(d.day) FROM account_day d WHERE d.account = l.id AND d.day < $2) AS earlier,
       (SELECT min(d.day) FROM account_day d WHERE d.account = l.id AND d.day > $2) AS later
FROM ledger_account l WHERE l.owner = $1
"""


class PostgresEntryViews:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(
        self, account_id: AccountId, *, day: date | None, before: Position | None, limit: int
    ) -> EntryPage:
        newest = Position(date.max if day is None else day, NUMBER_MAX)
        start = newest if before is None or before.day > newest.day else before
        async with self._database.reading() as reading:
            stand = await reading.driver.fetchrow(STAND, account_id, start.day, start.number)
            if stand is None:
                return EntryPage([], older=False)
            rows = await reading.driver.fetch(
                ENTRIES, stand["id"], start.day, start.number, day or date.min, limit + 1, NUMBER_MAX
            )
        return EntryPage(list(_entries_from(rows[:limit], stand["balance"])), older=len(rows) > limit)

    async def all(self, account_id: AccountId, *, day: date | None) -> AsyncIterator[EntryView]:
        start = Position(date.max if day is None else day, NUMBER_MAX)
        async with self._database.reading() as reading:
            stand = await reading.driver.fetchrow(STAND, account_id, start.day, start.number)
            newest = await reading.driver.fetchval(NEWEST)
        if stand is None:
            return
        balance = stand["balance"]
        while True:
            async with self._database.reading() as reading:
                rows = await reading.driver.fetch(
                    ENTRIES, stand["id"], start.day, start.number, day or date.min, ROWS_PER_READ, newest
                )
            for entry in _entries_from(rows, balance):
                yield entry
                start, balance = entry.position, entry.balance_after - entry.amount
            if len(rows) < ROWS_PER_READ:
                return

    async def days(self, account_id: AccountId, days: Collection[date]) -> Mapping[date, DayOfAccount]:
        async with self._database.reading() as reading:
            rows = await reading.driver.fetch(DAYS, account_id, list(days))
        return {row["day"]: DayOfAccount(row["rewards"], row["fees"], row["payouts"]) for row in rows}

    async def around(self, account_id: AccountId, day: date) -> Neighbours:
        async with self._database.reading() as reading:
            row = await reading.driver.fetchrow(AROUND, account_id, day)
        return Neighbours(None, None) if row is None else Neighbours(row["earlier"], row["later"])


def _entries_from(rows: Sequence[asyncpg.Record], balance: int) -> Iterator[EntryView]:
    """`balance` is what the newest of `rows` left."""
    for row in rows:
        kind = KINDS[row["kind"]]
        amount = kind.sign * row["amount"]
        yield EntryView(
            position=Position(row["day"], row["id"]),
            kind=kind,
            amount=amount,
            balance_after=balance,
            task=task_from(row),
            occurred_at=row["occurred_at"],
        )
        balance -= amount


def task_from(row: asyncpg.Record) -> TaskName | None:
    """The task in `task_id`, `jira_id` and `title`."""
    if row["task_id"] is None:
        return None
    return TaskName(TaskId(row["task_id"]), row["jira_id"], row["title"])
