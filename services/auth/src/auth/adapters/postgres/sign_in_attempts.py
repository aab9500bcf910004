"""Misses at the door, in PostgreSQL, so that every replica counts the same."""

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from auth.adapters.postgres.tables import sign_in_attempt as table
from auth.domain.attempts import Attempts
from chassis.postgres.database import Transaction


class PostgresSignInAttempts:
    def __init__(self, transaction: Transaction) -> None:
        self._connection = transaction.connection

    async def hold(self, subject: str, free: int) -> Attempts:
        await self._connection.execute(insert(table).values(subject=subject).on_conflict_do_nothing())
        rows = await self._connection.execute(
            select(table).where(table.c.subject == subject).with_for_update()
        )
        row = rows.one()
        return Attempts(subject, free, row.misses, row.last_at)

    async def save(self, attempts: Attempts) -> None:
        await self._connection.execute(
            update(table)
            .where(table.c.subject == attempts.subject)
            .values(misses=attempts.misses, last_at=attempts.last_at)
        )
