"""What ended long ago, in PostgreSQL: deleted in bites, so that nothing waits for it."""

from datetime import datetime

from sqlalchemy import ColumnElement, Table, delete, select

from auth.adapters.postgres.tables import grant_, mailed_link, personal_token, session, sign_in_attempt
from chassis.postgres.database import Transaction


class PostgresRemains:
    def __init__(self, transaction: Transaction) -> None:
        self._connection = transaction.connection

    async def purge(self, before: datetime, rows_max: int) -> int:
        return (
            await self._delete(grant_, grant_.c.granted_at < before, rows_max)
            + await self._delete(session, session.c.seen_at < before, rows_max)
            + await self._delete(sign_in_attempt, sign_in_attempt.c.last_at < before, rows_max)
            + await self._delete(personal_token, personal_token.c.expires_at < before, rows_max)
            + await self._delete(mailed_link, mailed_link.c.expires_at < before, rows_max)
        )

    async def _delete(self, table: Table, which: ColumnElement[bool], rows_max: int) -> int:
        (key,) = table.primary_key.columns
        bite = select(key).where(which).limit(rows_max).with_for_update(skip_locked=True)
        return (await self._connection.execute(delete(table).where(key.in_(bite)))).rowcount
