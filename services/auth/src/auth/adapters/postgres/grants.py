"""Grants and their refresh tokens in PostgreSQL.

Clients come here all day: plain statements, and one round trip wherever one is enough.
"""

from collections.abc import Sequence
from datetime import datetime

import asyncpg

from auth.domain.grant import Grant, RefreshToken
from auth.domain.identifiers import ClientId, GrantId, SessionId
from chassis.identifiers import AccountId
from chassis.mediator import RecordedEvents
from chassis.postgres.database import Transaction

ADD = """
INSERT INTO client_grant (
    grant_id, client_id, account_id, session_id, scopes, nonce, authenticated_at, granted_at, redirect_uri,
    code_digest, code_challenge, methods, redeemed_at, generation, revoked_at
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
"""
BY_ID = "SELECT * FROM client_grant WHERE grant_id = $1 FOR UPDATE"
BY_CODE = "SELECT * FROM client_grant WHERE code_digest = $1 FOR UPDATE"

# The grant is held first and the token with it: whoever waited reads both as they are after the wait.
BY_REFRESH_DIGEST = """
SELECT g.*, t.token_digest, t.generation AS token_generation, t.issued_at, t.rotated_at
FROM client_grant g JOIN refresh_token t USING (grant_id)
WHERE t.token_digest = $1 FOR UPDATE OF g, t
"""
SAVE = """
WITH changed AS (
    UPDATE client_grant SET redeemed_at = $2, generation = $3, revoked_at = $4 WHERE grant_id = $1
), presented AS (
    UPDATE refresh_token SET rotated_at = $6 WHERE token_digest = $5
)
INSERT INTO refresh_token (token_digest, grant_id, generation, issued_at, rotated_at)
SELECT digest, $1, generation, issued_at, rotated_at
FROM unnest($7::bytea[], $8::integer[], $9::timestamptz[], $10::timestamptz[])
    AS issued(digest, generation, issued_at, rotated_at)
"""
REVOKE_OF_SESSIONS = """
UPDATE client_grant SET revoked_at = $2 WHERE session_id = ANY ($1::uuid[]) AND revoked_at IS NULL
"""
REVOKE_OF_ACCOUNT = "UPDATE client_grant SET revoked_at = $2 WHERE account_id = $1 AND revoked_at IS NULL"


class PostgresGrants:
    def __init__(self, transaction: Transaction, events: RecordedEvents) -> None:
        self._driver = transaction.driver
        self._events = events

    async def add(self, grant: Grant) -> None:
        await self._driver.execute(
            ADD,
            grant.grant_id,
            grant.client_id,
            grant.account_id,
            grant.session_id,
            grant.scopes,
            grant.nonce,
            grant.authenticated_at,
            grant.granted_at,
            grant.redirect_uri,
            grant.code_digest,
            grant.code_challenge,
            grant.methods,
            grant.redeemed_at,
            grant.generation,
            grant.revoked_at,
        )

    async def get(self, grant_id: GrantId) -> Grant | None:
        row = await self._driver.fetchrow(BY_ID, grant_id)
        return None if row is None else _grant_from(row)

    async def with_code(self, code_digest: bytes) -> Grant | None:
        row = await self._driver.fetchrow(BY_CODE, code_digest)
        return None if row is None else _grant_from(row)

    async def with_refresh_token(self, token_digest: bytes) -> Grant | None:
        row = await self._driver.fetchrow(BY_REFRESH_DIGEST, token_digest)
        if row is None:
            return None
        grant = _grant_from(row)
        grant.presented = _token_from(row)
        return grant

    async def save(self, grant: Grant) -> None:
        self._events.record(*grant.take_events())
        presented, issued = grant.presented, grant.take_issued()
        await self._driver.execute(
            SAVE,
            grant.grant_id,
            grant.redeemed_at,
            grant.generation,
            grant.revoked_at,
            None if presented is None else presented.token_digest,
            None if presented is None else presented.rotated_at,
            [token.token_digest for token in issued],
            [token.generation for token in issued],
            [token.issued_at for token in issued],
            [token.rotated_at for token in issued],
        )

    async def revoke_of_sessions(self, session_ids: Sequence[SessionId], at: datetime) -> None:
        if session_ids:
            await self._driver.execute(REVOKE_OF_SESSIONS, session_ids, at)

    async def revoke_of_account(self, account_id: AccountId, at: datetime) -> None:
        await self._driver.execute(REVOKE_OF_ACCOUNT, account_id, at)


def _grant_from(row: asyncpg.Record) -> Grant:
    return Grant(
        grant_id=GrantId(row["grant_id"]),
        client_id=ClientId(row["client_id"]),
        account_id=AccountId(row["account_id"]),
        session_id=SessionId(row["session_id"]),
        scopes=tuple(row["scopes"]),
        nonce=row["nonce"],
        authenticated_at=row["authenticated_at"],
        granted_at=row["granted_at"],
        redirect_uri=row["redirect_uri"],
        code_digest=row["code_digest"],
        code_challenge=row["code_challenge"],
        methods=tuple(row["methods"]),
        redeemed_at=row["redeemed_at"],
        generation=row["generation"],
        revoked_at=row["revoked_at"],
    )


def _token_from(row: asyncpg.Record) -> RefreshToken:
    return RefreshToken(row["token_digest"], row["token_generation"], row["issued_at"], row["rotated_at"])
