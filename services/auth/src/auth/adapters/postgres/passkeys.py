"""Passkeys and their challenges in PostgreSQL."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from asyncpg import UniqueViolationError
from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from auth.adapters.postgres.tables import passkey as table
from auth.adapters.postgres.tables import passkey_challenge
from auth.domain.errors import PasskeyRefused
from auth.domain.identifiers import PasskeyId
from auth.domain.passkey import Passkey, PasskeyChallenge
from chassis.identifiers import AccountId
from chassis.postgres.database import Database, Transaction

EXPIRED_PER_CHALLENGE = 10
"""How many expired challenges go when a new one comes: more than come, so that they do not pile up."""


class PostgresPasskeys:
    def __init__(self, transaction: Transaction) -> None:
        self._connection = transaction.connection

    async def add(self, passkey: Passkey) -> None:
        row = asdict(passkey) | {"transports": list(passkey.transports)}
        try:
            await self._connection.execute(insert(table).values(**row))
        except IntegrityError as error:
            if isinstance(getattr(error.orig, "__cause__", None), UniqueViolationError):
                raise PasskeyRefused("This passkey is known already.") from error
            raise

    async def with_credential(self, credential_id: bytes) -> Passkey | None:
        held = select(table).where(table.c.credential_id == credential_id).with_for_update()
        row = (await self._connection.execute(held)).one_or_none()
        return None if row is None else _passkey_from(row)

    async def of_account(self, account_id: AccountId) -> Sequence[Passkey]:
        own = (
            select(table)
            .where(table.c.account_id == account_id)
            .order_by(table.c.created_at.desc(), table.c.passkey_id.desc())
        )
        return [_passkey_from(row) for row in await self._connection.execute(own)]

    async def save(self, passkey: Passkey) -> None:
        await self._connection.execute(
            update(table)
            .where(table.c.passkey_id == passkey.passkey_id)
            .values(sign_count=passkey.sign_count, last_used_at=passkey.last_used_at)
        )

    async def remove(self, passkey_ids: Sequence[PasskeyId]) -> None:
        await self._connection.execute(delete(table).where(table.c.passkey_id.in_(passkey_ids)))


class PostgresPasskeyChallenges:
    def __init__(self, transaction: Transaction) -> None:
        self._connection = transaction.connection

    async def add(self, challenge: PasskeyChallenge, at: datetime) -> None:
        key = passkey_challenge.c.challenge_digest
        expired = select(key).where(passkey_challenge.c.expires_at <= at).limit(EXPIRED_PER_CHALLENGE)
        bite = expired.with_for_update(skip_locked=True)
        await self._connection.execute(delete(passkey_challenge).where(key.in_(bite)))
        await self._connection.execute(insert(passkey_challenge).values(**asdict(challenge)))

    async def take(self, challenge_digest: bytes, at: datetime) -> PasskeyChallenge | None:
        taken = (
            delete(passkey_challenge)
            .where(passkey_challenge.c.challenge_digest == challenge_digest)
            .returning(passkey_challenge.c.account_id, passkey_challenge.c.expires_at)
        )
        row = (await self._connection.execute(taken)).one_or_none()
        if row is None or at >= row.expires_at:
            return None
        return PasskeyChallenge(challenge_digest, row.account_id, row.expires_at)


class PostgresPasskeyList:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_account(self, account_id: AccountId) -> Sequence[Passkey]:
        async with self._database.reading() as transaction:
            return await PostgresPasskeys(transaction).of_account(account_id)


def _passkey_from(row: Row[tuple[object, ...]]) -> Passkey:
    return Passkey(
        passkey_id=PasskeyId(row.passkey_id),
        account_id=AccountId(row.account_id),
        credential_id=row.credential_id,
        public_key=row.public_key,
        sign_count=row.sign_count,
        name=row.name,
        transports=tuple(row.transports),
        created_at=row.created_at,
        last_used_at=row.last_used_at,
    )
