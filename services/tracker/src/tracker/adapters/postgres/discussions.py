"""The discussions as they are read, from PostgreSQL."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select

from chassis.postgres.database import Database
from tracker.adapters.postgres import tables
from tracker.adapters.postgres.people import named, person_from
from tracker.application.queries.discussion import MessageView
from tracker.domain.errors import MessageNotFound, TaskNotFound
from tracker.domain.identifiers import MessageId, TaskId

m, author = tables.message, tables.account.alias("author")

_VIEW = select(
    m.c.seq, m.c.id, m.c.text, m.c.posted_at, *named(m.c.author_id, author, "author")
).outerjoin_from(m, author, author.c.account_id == m.c.author_id)


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


def _view_from(row: Row[*tuple[Any, ...]]) -> MessageView:
    return MessageView(row.seq, MessageId(row.id), person_from(row, "author"), row.text, row.posted_at)
