"""The stories of tasks in PostgreSQL, from what is known of them and from their transfers."""

from collections.abc import Sequence

import asyncpg

from accounting.adapters.postgres.kinds import KINDS
from accounting.application.queries.task_stories import StoryEntry, StoryPlace, TaskPrice, TaskStory
from accounting.application.task_name import TaskName
from accounting.domain.identifiers import AccountId, TaskId
from chassis.postgres.database import Database

_ITS_TRANSFERS = """
SELECT * FROM transfer WHERE kind = 1 AND task_id = $1
UNION ALL SELECT * FROM transfer WHERE kind = 2 AND task_id = $1
"""

ONE = f"""
SELECT k.jira_id, coalesce(k.title, '') AS title, k.created_at, p.fee, p.reward, p.set_at,
       sums.assignments, sums.fees, sums.rewards
FROM (
    SELECT count(*) FILTER (WHERE kind = 1) AS assignments,
           coalesce(sum(amount) FILTER (WHERE kind = 1), 0)::bigint AS fees,
           coalesce(sum(amount) FILTER (WHERE kind = 2), 0)::bigint AS rewards
    FROM ({_ITS_TRANSFERS}) t
) sums LEFT JOIN task k ON k.task_id = $1 LEFT JOIN task_price p ON p.task_id = $1
WHERE k.task_id IS NOT NULL OR p.task_id IS NOT NULL
"""  # noqa: S608 -- made of the text above

ENTRIES = f"""
SELECT t.id, t.kind, t.amount, t.assignment_no, t.occurred_at, t.booked_at, t.day,
       l.owner, coalesce(a.name, '') AS name
FROM ({_ITS_TRANSFERS}) t JOIN ledger_account l ON l.id = t.account
LEFT JOIN account a ON a.account_id = l.owner
WHERE $2::timestamptz IS NULL OR (t.occurred_at, t.id) > ($2, $3::bigint)
ORDER BY t.occurred_at, t.id LIMIT $4
"""  # noqa: S608 -- made of the text above


class PostgresTaskStories:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, task_id: TaskId) -> TaskStory | None:
        async with self._database.reading() as reading:
            row = await reading.driver.fetchrow(ONE, task_id)
        return None if row is None else _story_from(row, task_id)

    async def entries(self, task_id: TaskId, *, after: StoryPlace | None, limit: int) -> Sequence[StoryEntry]:
        place = (None, None) if after is None else (after.occurred_at, after.number)
        async with self._database.reading() as reading:
            rows = await reading.driver.fetch(ENTRIES, task_id, *place, limit)
        return [_entry_from(row) for row in rows]


def _story_from(row: asyncpg.Record, task_id: TaskId) -> TaskStory:
    return TaskStory(
        task=TaskName(task_id, row["jira_id"], row["title"]),
        created_at=row["created_at"],
        price=None if row["fee"] is None else TaskPrice(row["fee"], row["reward"], row["set_at"]),
        assignments=row["assignments"],
        fees=row["fees"],
        rewards=row["rewards"],
    )


def _entry_from(row: asyncpg.Record) -> StoryEntry:
    kind = KINDS[row["kind"]]
    return StoryEntry(
        number=row["id"],
        kind=kind,
        account_id=AccountId(row["owner"]),
        name=row["name"],
        amount=kind.sign * row["amount"],
        assignment_no=row["assignment_no"],
        occurred_at=row["occurred_at"],
        booked_at=row["booked_at"],
        day=row["day"],
    )
