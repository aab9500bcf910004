"""Sessions in PostgreSQL."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import Row, delete, insert, select, update

from auth.adapters.postgres.tables import session as table
from auth.domain.events import EndedSession, SessionsEnded
from auth.domain.identifiers import SessionId
from auth.domain.session import Session
from chassis.identifiers import AccountId
from chassis.mediator import RecordedEvents
from chassis.postgres.database import Transaction


class PostgresSessions:
    def __init__(self, transaction: Transaction, events: RecordedEvents) -> None:
        self._connection = transaction.connection
        self._events = events

    async def add(self, session: Session) -> None:
        await self._connection.execute(
            insert(table).values(**asdict(session) | {"methods": list(session.methods)})
        )

    async def with_token(self, token_digest: bytes) -> Session | None:
        rows = await self._connection.execute(select(table).where(table.c.token_digest == token_digest))
        row = rows.one_or_none()
        return None if row is None else session_from(row)

    async def of_account(self, account_id: AccountId) -> Sequence[Session]:
        rows = await self._connection.execute(
            select(table)
            .where(table.c.account_id == account_id)
            .order_by(table.c.authenticated_at.desc(), table.c.session_id.desc())
        )
        return [session_from(row) for row in rows]

    async def save(self, session: Session) -> None:
        await self._connection.execute(
            update(table).where(table.c.session_id == session.session_id).values(seen_at=session.seen_at)
        )

    async def end(self, session_ids: Sequence[SessionId]) -> None:
        if not session_ids:
            return
        which = delete(table).where(table.c.session_id.in_(session_ids))
        rows = await self._connection.execute(which.returning(table.c.session_id, table.c.account_id))
        ended = tuple(EndedSession(SessionId(row.session_id), AccountId(row.account_id)) for row in rows)
        if ended:
            self._events.record(SessionsEnded(ended))


def session_from(row: Row[tuple[object, ...]]) -> Session:
    return Session(
        session_id=SessionId(row.session_id),
        token_digest=row.token_digest,
        account_id=AccountId(row.account_id),
        authenticated_at=row.authenticated_at,
        seen_at=row.seen_at,
        address=row.address,
        user_agent=row.user_agent,
        methods=tuple(row.methods),
        remembered=row.remembered,
    )
