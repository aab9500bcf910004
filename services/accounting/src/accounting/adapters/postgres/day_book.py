"""The book of a business day in PostgreSQL, read in the order of booking."""

from collections.abc import AsyncIterator, Sequence
from datetime import date

import asyncpg

from accounting.adapters.postgres.entry_views import NEWEST, NUMBER_MAX, ROWS_PER_READ, task_from
from accounting.adapters.postgres.kinds import KINDS
from accounting.application.queries.day_book import DayEntry
from accounting.domain.identifiers import AccountId
from chassis.postgres.database import Database

_ENTRIES = """
SELECT t.id, t.kind, t.amount, t.occurred_at, t.task_id, k.jira_id, coalesce(k.title, '') AS title,
       l.owner, coalesce(a.name, '') AS name
FROM ({chosen}) t JOIN ledger_account l ON l.id = t.account LEFT JOIN account a ON a.account_id = l.owner
LEFT JOIN task k USING (task_id)
ORDER BY t.id
"""

NEWEST_FIRST = _ENTRIES.format(
    chosen="SELECT * FROM transfer WHERE day = $1 AND id < $2 ORDER BY day DESC, id DESC LIMIT $3"
)
OLDEST_FIRST = _ENTRIES.format(
    chosen="SELECT * FROM transfer WHERE day = $1 AND id > $2 AND id <= $4 ORDER BY day, id LIMIT $3"
)


class PostgresDayBook:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, day: date, *, before: int | None, limit: int) -> Sequence[DayEntry]:
        async with self._database.reading() as reading:
            rows = await reading.driver.fetch(
                NEWEST_FIRST, day, NUMBER_MAX if before is None else before, limit
            )
        return [_entry_from(row) for row in reversed(rows)]

    async def all(self, day: date) -> AsyncIterator[DayEntry]:
        async with self._database.reading() as reading:
            newest = await reading.driver.fetchval(NEWEST)
        after = 0
        while True:
            async with self._database.reading() as reading:
                rows = await reading.driver.fetch(OLDEST_FIRST, day, after, ROWS_PER_READ, newest)
            for row in rows:
                yield _entry_from(row)
            if len(rows) < ROWS_PER_READ:
                return
            after = rows[-1]["id"]


def _entry_from(row: asyncpg.Record) -> DayEntry:
    kind = KINDS[row["kind"]]
    return DayEntry(
        number=row["id"],
        kind=kind,
        account_id=AccountId(row["owner"]),
        name=row["name"],
        amount=kind.sign * row["amount"],
        task=task_from(row),
        occurred_at=row["occurred_at"],
    )
