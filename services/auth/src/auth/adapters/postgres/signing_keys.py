"""Signing keys in PostgreSQL, the private part sealed."""

from collections.abc import Sequence

from sqlalchemy import Row, delete, func, insert, select, update

from auth.adapters.postgres.tables import signing_key as table
from auth.domain.identifiers import KeyId
from auth.domain.signing_key import SigningKey
from chassis.postgres.database import Transaction

CHANGING_KEYS = 7_002_001


class PostgresSigningKeys:
    def __init__(self, transaction: Transaction) -> None:
        self._connection = transaction.connection

    async def all(self) -> Sequence[SigningKey]:
        rows = await self._connection.execute(select(table).order_by(table.c.signs_from, table.c.key_id))
        return [_key_from(row) for row in rows]

    async def hold(self) -> None:
        await self._connection.execute(select(func.pg_advisory_xact_lock(CHANGING_KEYS)))

    async def add(self, key: SigningKey) -> None:
        await self._connection.execute(
            insert(table).values(
                key_id=key.key_id,
                public=key.public,
                sealed=key.sealed,
                signs_from=key.signs_from,
                published_until=key.published_until,
            )
        )

    async def save(self, key: SigningKey) -> None:
        await self._connection.execute(
            update(table).where(table.c.key_id == key.key_id).values(published_until=key.published_until)
        )

    async def remove(self, key: SigningKey) -> None:
        await self._connection.execute(delete(table).where(table.c.key_id == key.key_id))


def _key_from(row: Row[tuple[object, ...]]) -> SigningKey:
    return SigningKey(KeyId(row.key_id), row.public, row.sealed, row.signs_from, row.published_until)
