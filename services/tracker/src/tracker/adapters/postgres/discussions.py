"""The discussions as they are read, from PostgreSQL."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, select

from chassis.identifiers import AccountId
from chassis.postgres.database import Database
from tracker.adapters.postgres import tables
from tracker.adapters.postgres.people import named, person_from
from tracker.application.queries.discussion import UNREAD_COUNTED_MAX, MessageView
from tracker.domain.errors import MessageNotFound, TaskNotFound
from tracker.domain.identifiers import MessageId, TaskId

m, author = tables.message, tables.account.alias("author")

_VIEW = select(
    m.c.seq, m.c.id, m.c.text, m.c.posted_at, *named(m.c.author_id, author, "author")
).outerjoin_from(m, author, author.c.account_id == m.c.author_id)

UNREAD = """
SELECT asked.task_id, (
    SELECT count(*) FROM (
        SELECT FROM message m
        WHERE m.task_id = asked.task_id AND m.author_id <> $1 AND m.seq > coalesce(
            (SELECT r.last_seq FROM reading r WHERE r.account_id = $1 AND r.task_id = asked.task_id), 0
        )
        LIMIT $3
    ) AS unseen
) AS unread
FROM unnest($2::uuid[]) AS asked(task_id)
"""


class PostgresDiscussions:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def one(self, message_id: MessageId) -> MessageView:
        async with self._database.reading() as reading:
            row = (await reading.connection.execute(_VIEW.where(m.c.id == message_id))).one_or_none()
        if row is None:
            raise MessageNotFound("There is no such message.")
        return _view_from(row)

    async def messages(self, task_id: TaskId, *, after: int, limit: int) -> Sequence[MessageView]:
        found = _VIEW.where(m.c.task_id == task_id, m.c.seq > after).order_by(m.c.seq).limit(limit)
        task = select(tables.task.c.seq).where(tables.task.c.id == task_id)
        async with self._database.reading() as reading:
            if (await reading.connection.execute(task)).one_or_none() is None:
                raise TaskNotFound("There is no such task.")
            return [_view_from(row) for row in await reading.connection.execute(found)]

    async def latest(
        self, task_id: TaskId, *, before: int | None = None, limit: int
    ) -> Sequence[MessageView]:
        found = _VIEW.where(m.c.task_id == task_id).order_by(m.c.seq.desc()).limit(limit)
        if before is not None:
            found = found.where(m.c.seq < before)
        async with self._database.reading() as reading:
            rows = (await reading.connection.execute(found)).all()
        return [_view_from(row) for row in reversed(rows)]

    async def last_read(self, account_id: AccountId, task_id: TaskId) -> int:
        r = tables.reading
        found = select(r.c.last_seq).where(r.c.account_id == account_id, r.c.task_id == task_id)
        async with self._database.reading() as reading:
            return (await reading.connection.execute(found)).scalar_one_or_none() or 0

    async def unread(self, account_id: AccountId, task_ids: Sequence[TaskId]) -> Mapping[TaskId, int]:
        async with self._database.one_statement() as driver:
            rows = await driver.fetch(UNREAD, account_id, list(task_ids), UNREAD_COUNTED_MAX)
        return {TaskId(row["task_id"]): row["unread"] for row in rows if row["unread"]}


def _view_from(row: Row[*tuple[Any, ...]]) -> MessageView:
    return MessageView(row.seq, MessageId(row.id), person_from(row, "author"), row.text, row.posted_at)
