"""The discussions in PostgreSQL."""

from sqlalchemy.dialects.postgresql import insert

from chassis.postgres.database import Transaction
from tracker.adapters.postgres import tables
from tracker.domain.message import Message


class PostgresMessages:
    def __init__(self, transaction: Transaction) -> None:
        self._connection = transaction.connection

    async def add(self, message: Message) -> None:
        await self._connection.execute(
            insert(tables.message)
            .values(
                id=message.id,
                task_id=message.task_id,
                author_id=message.author_id,
                text=message.text,
                posted_at=message.posted_at,
            )
            .on_conflict_do_nothing(index_elements=["id"])
        )
