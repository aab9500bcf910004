"""Personal access tokens in PostgreSQL."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import Row, delete, insert, select, update

from auth.adapters.postgres.tables import personal_token as table
from auth.domain.identifiers import PersonalTokenId
from auth.domain.personal_token import PersonalToken
from chassis.identifiers import AccountId
from chassis.postgres.database import Database, Transaction


class PostgresPersonalTokens:
    def __init__(self, transaction: Transaction) -> None:
        self._connection = transaction.connection

    async def add(self, token: PersonalToken) -> None:
        await self._connection.execute(insert(table).values(**asdict(token)))

    async def with_digest(self, token_digest: bytes) -> PersonalToken | None:
        rows = await self._connection.execute(select(table).where(table.c.token_digest == token_digest))
        row = rows.one_or_none()
        return None if row is None else _token_from(row)

    async def of_account(self, account_id: AccountId) -> Sequence[PersonalToken]:
        own = (
            select(table)
            .where(table.c.account_id == account_id)
            .order_by(table.c.created_at.desc(), table.c.token_id.desc())
        )
        return [_token_from(row) for row in await self._connection.execute(own)]

    async def save(self, token: PersonalToken) -> None:
        await self._connection.execute(
            update(table).where(table.c.token_id == token.token_id).values(last_used_at=token.last_used_at)
        )

    async def remove(self, token_ids: Sequence[PersonalTokenId]) -> None:
        await self._connection.execute(delete(table).where(table.c.token_id.in_(token_ids)))


class PostgresPersonalTokenList:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_account(self, account_id: AccountId) -> Sequence[PersonalToken]:
        async with self._database.reading() as transaction:
            return await PostgresPersonalTokens(transaction).of_account(account_id)

    async def exists(self, token_id: PersonalTokenId) -> bool:
        kept = select(table.c.token_id).where(table.c.token_id == token_id)
        async with self._database.reading() as transaction:
            return (await transaction.connection.execute(kept)).one_or_none() is not None


def _token_from(row: Row[tuple[object, ...]]) -> PersonalToken:
    return PersonalToken(
        PersonalTokenId(row.token_id),
        AccountId(row.account_id),
        row.name,
        row.token_digest,
        row.created_at,
        row.expires_at,
        row.last_used_at,
    )
