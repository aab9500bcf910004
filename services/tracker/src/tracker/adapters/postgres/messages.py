"""The discussions in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from chassis.errors import Stale
from chassis.identifiers import AccountId
from chassis.mediator import RecordedEvents
from chassis.postgres.database import Transaction
from tracker.adapters.postgres import tables
from tracker.domain.identifiers import MessageId, TaskId
from tracker.domain.message import Message

m = tables.message

ID_TAKEN = "uq_message_id"
POSTING = 7_002_002
"""The first half of the advisory lock under which an author posts; the second is made of the author's id."""


class PostgresMessages:
    def __init__(self, transaction: Transaction, events: RecordedEvents) -> None:
        self._connection = transaction.connection
        self._events = events

    async def find(self, message_id: MessageId) -> Message | None:
        row = (await self._connection.execute(select(m).where(m.c.id == message_id))).one_or_none()
        if row is None:
            return None
        return Message(
            MessageId(row.id), TaskId(row.task_id), AccountId(row.author_id), row.text, row.posted_at
        )

    async def times_of(self, author_id: AccountId, *, limit: int) -> Sequence[datetime]:
        author = func.hashtext(str(author_id))
        await self._connection.execute(select(func.pg_advisory_xact_lock(POSTING, author)))
        latest = (
            select(m.c.posted_at)
            .where(m.c.author_id == author_id)
            .order_by(m.c.posted_at.desc())
            .limit(limit)
        )
        return list((await self._connection.execute(latest)).scalars())

    async def add(self, message: Message) -> None:
        row = {
            "id": message.id,
            "task_id": message.task_id,
            "author_id": message.author_id,
            "text": message.text,
            "posted_at": message.posted_at,
        }
        try:
            await self._connection.execute(insert(m).values(row))
        except IntegrityError as error:
            if getattr(error.driver_exception, "constraint_name", None) != ID_TAKEN:
                raise
            raise Stale("A message with this id was posted a moment ago.") from error
        self._events.record(*message.take_events())
