"""Sessions in the service's own database."""

from collections.abc import Collection
from datetime import datetime

import asyncpg

from chassis.identifiers import AccountId
from chassis.postgres.database import Database
from chassis.roles import Role
from chassis.web.sessions import ABSOLUTE, IDLE, WebSession

SWEPT_MAX = 100

OPEN = """
WITH over AS (
    SELECT digest FROM web_session WHERE seen_at < $8::timestamptz - $10::interval
       OR created_at < $8::timestamptz - $11::interval
    LIMIT $12 FOR UPDATE SKIP LOCKED
), swept AS (
    DELETE FROM web_session WHERE digest IN (SELECT digest FROM over)
)
INSERT INTO web_session
    (digest, account_id, name, email, role, provider_session, id_token, created_at, seen_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""

FIND = """
SELECT s.digest, s.account_id, s.name, s.email, s.role, s.provider_session, s.id_token,
       s.created_at, s.seen_at
FROM web_session s LEFT JOIN account a USING (account_id)
WHERE s.digest = $1 AND (a.deactivated_at IS NULL OR s.created_at > a.deactivated_at)
"""

SEE = "UPDATE web_session SET seen_at = greatest(seen_at, $2) WHERE digest = $1"
END = "DELETE FROM web_session WHERE digest = $1"
END_ALL = "DELETE FROM web_session WHERE account_id = $1 OR provider_session = $2 RETURNING account_id"


class PostgresSessions:
    """The table `web_session`; each call is its own transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open(self, session: WebSession) -> None:
        """Keep a new session, and forget up to `SWEPT_MAX` that are over."""
        await self._write(
            OPEN,
            session.digest,
            session.account_id,
            session.name,
            session.email,
            session.role.value,
            session.provider_session,
            session.id_token,
            session.created_at,
            session.seen_at,
            IDLE,
            ABSOLUTE,
            SWEPT_MAX,
        )

    async def find(self, digest: bytes) -> WebSession | None:
        """The session; None when there is none or the account was deactivated since it was opened."""
        async with self._database.one_statement() as connection:
            row = await connection.fetchrow(FIND, digest)
        return None if row is None else _session_from(row)

    async def see(self, digest: bytes, at: datetime) -> None:
        """Note activity at `at`."""
        await self._write(SEE, digest, at)

    async def end(self, digest: bytes) -> None:
        """Forget a session."""
        await self._write(END, digest)

    async def end_all(
        self, account_id: AccountId | None, provider_session: str | None
    ) -> Collection[AccountId]:
        """Forget the sessions of an account, or those that one session at the provider opened; whose they
        were."""
        async with self._database.one_statement() as connection:
            rows = await connection.fetch(END_ALL, account_id, provider_session)
        return {AccountId(row["account_id"]) for row in rows}

    async def _write(self, statement: str, *values: object) -> None:
        async with self._database.one_statement() as connection:
            await connection.execute(statement, *values)


def _session_from(row: asyncpg.Record) -> WebSession:
    return WebSession(
        digest=row["digest"],
        account_id=AccountId(row["account_id"]),
        name=row["name"],
        email=row["email"],
        role=Role(row["role"]),
        provider_session=row["provider_session"],
        id_token=row["id_token"],
        created_at=row["created_at"],
        seen_at=row["seen_at"],
    )
