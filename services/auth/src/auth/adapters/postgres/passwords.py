"""Password hashes in PostgreSQL."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from auth.adapters.postgres.tables import password as table
from chassis.identifiers import AccountId
from chassis.postgres.database import Transaction


class PostgresPasswords:
    def __init__(self, transaction: Transaction) -> None:
        self._connection = transaction.connection

    async def of(self, account_id: AccountId) -> str | None:
        rows = await self._connection.execute(
            select(table.c.password_hash).where(table.c.account_id == account_id)
        )
        return rows.scalar_one_or_none()

    async def put(self, account_id: AccountId, password_hash: str, at: datetime) -> None:
        new = {"password_hash": password_hash, "changed_at": at}
        await self._connection.execute(
            insert(table)
            .values(account_id=account_id, **new)
            .on_conflict_do_update(index_elements=[table.c.account_id], set_=new)
        )
