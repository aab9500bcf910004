"""Sessions in PostgreSQL."""

from collections.abc import Sequence

import asyncpg

from auth.domain.events import EndedSession, SessionsEnded
from auth.domain.identifiers import SessionId
from auth.domain.session import Session
from chassis.identifiers import AccountId
from chassis.mediator import RecordedEvents
from chassis.postgres.database import Transaction

ADD = """
INSERT INTO session (
    session_id, token_digest, account_id, authenticated_at, seen_at, address, user_agent, methods, remembered
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
BY_DIGEST = "SELECT * FROM session WHERE token_digest = $1"
OF_ACCOUNT = "SELECT * FROM session WHERE account_id = $1 ORDER BY authenticated_at DESC, session_id DESC"
SEEN = "UPDATE session SET seen_at = $2 WHERE session_id = $1"
END = "DELETE FROM session WHERE session_id = ANY ($1::uuid[]) RETURNING session_id, account_id"


class PostgresSessions:
    def __init__(self, transaction: Transaction, events: RecordedEvents) -> None:
        self._driver = transaction.driver
        self._events = events

    async def add(self, session: Session) -> None:
        await self._driver.execute(
            ADD,
            session.session_id,
            session.token_digest,
            session.account_id,
            session.authenticated_at,
            session.seen_at,
            session.address,
            session.user_agent,
            session.methods,
            session.remembered,
        )

    async def with_token(self, token_digest: bytes) -> Session | None:
        row = await self._driver.fetchrow(BY_DIGEST, token_digest)
        return None if row is None else session_from(row)

    async def of_account(self, account_id: AccountId) -> Sequence[Session]:
        return [session_from(row) for row in await self._driver.fetch(OF_ACCOUNT, account_id)]

    async def save(self, session: Session) -> None:
        await self._driver.execute(SEEN, session.session_id, session.seen_at)

    async def end(self, session_ids: Sequence[SessionId]) -> None:
        if not session_ids:
            return
        rows = await self._driver.fetch(END, session_ids)
        ended = tuple(
            EndedSession(SessionId(row["session_id"]), AccountId(row["account_id"])) for row in rows
        )
        if ended:
            self._events.record(SessionsEnded(ended))


def session_from(row: asyncpg.Record) -> Session:
    return Session(
        session_id=SessionId(row["session_id"]),
        token_digest=row["token_digest"],
        account_id=AccountId(row["account_id"]),
        authenticated_at=row["authenticated_at"],
        seen_at=row["seen_at"],
        address=row["address"],
        user_agent=row["user_agent"],
        methods=tuple(row["methods"]),
        remembered=row["remembered"],
    )
