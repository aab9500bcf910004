"""Grants and their refresh tokens in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Row, insert, select, update

from auth.adapters.postgres.tables import grant_ as table
from auth.adapters.postgres.tables import refresh_token
from auth.domain.grant import Grant, RefreshToken
from auth.domain.identifiers import ClientId, GrantId, SessionId
from chassis.identifiers import AccountId
from chassis.mediator import RecordedEvents
from chassis.postgres.database import Transaction


class PostgresGrants:
    def __init__(self, transaction: Transaction, events: RecordedEvents) -> None:
        self._connection = transaction.connection
        self._events = events

    async def add(self, grant: Grant) -> None:
        await self._connection.execute(insert(table).values(**_row_from(grant)))

    async def get(self, grant_id: GrantId) -> Grant | None:
        return await self._held(table.c.grant_id == grant_id)

    async def with_code(self, code_digest: bytes) -> Grant | None:
        return await self._held(table.c.code_digest == code_digest)

    async def with_refresh_token(self, token_digest: bytes) -> Grant | None:
        # The grant is held first, the token read after: whoever waited sees the rotation it waited for.
        grant_id = select(refresh_token.c.grant_id).where(refresh_token.c.token_digest == token_digest)
        grant = await self._held(table.c.grant_id == grant_id.scalar_subquery())
        if grant is not None:
            rows = await self._connection.execute(
                select(refresh_token).where(refresh_token.c.token_digest == token_digest)
            )
            grant.presented = _token_from(rows.one())
        return grant

    async def save(self, grant: Grant) -> None:
        self._events.record(*grant.take_events())
        await self._connection.execute(
            update(table)
            .where(table.c.grant_id == grant.grant_id)
            .values(redeemed_at=grant.redeemed_at, generation=grant.generation, revoked_at=grant.revoked_at)
        )
        if grant.presented is not None:
            await self._connection.execute(
                update(refresh_token)
                .where(refresh_token.c.token_digest == grant.presented.token_digest)
                .values(rotated_at=grant.presented.rotated_at)
            )
        for token in grant.take_issued():
            await self._connection.execute(insert(refresh_token).values(**_token_row_from(grant, token)))

    async def revoke_of_sessions(self, session_ids: Sequence[SessionId], at: datetime) -> None:
        if session_ids:
            await self._revoke(table.c.session_id.in_(session_ids), at)

    async def revoke_of_account(self, account_id: AccountId, at: datetime) -> None:
        await self._revoke(table.c.account_id == account_id, at)

    async def _revoke(self, which: ColumnElement[bool], at: datetime) -> None:
        await self._connection.execute(
            update(table).where(which, table.c.revoked_at.is_(None)).values(revoked_at=at)
        )

    async def _held(self, which: ColumnElement[bool]) -> Grant | None:
        row = (await self._connection.execute(select(table).where(which).with_for_update())).one_or_none()
        return None if row is None else _grant_from(row)


def _row_from(grant: Grant) -> dict[str, object]:
    row = {column.name: getattr(grant, column.name) for column in table.columns}
    return row | {"scopes": list(grant.scopes), "methods": list(grant.methods)}


def _grant_from(row: Row[tuple[object, ...]]) -> Grant:
    return Grant(
        grant_id=GrantId(row.grant_id),
        client_id=ClientId(row.client_id),
        account_id=AccountId(row.account_id),
        session_id=SessionId(row.session_id),
        scopes=tuple(row.scopes),
        nonce=row.nonce,
        authenticated_at=row.authenticated_at,
        granted_at=row.granted_at,
        redirect_uri=row.redirect_uri,
        code_digest=row.code_digest,
        code_challenge=row.code_challenge,
        methods=tuple(row.methods),
        redeemed_at=row.redeemed_at,
        generation=row.generation,
        revoked_at=row.revoked_at,
    )


def _token_row_from(grant: Grant, token: RefreshToken) -> dict[str, object]:
    return {
        "token_digest": token.token_digest,
        "grant_id": grant.grant_id,
        "generation": token.generation,
        "issued_at": token.issued_at,
        "rotated_at": token.rotated_at,
    }


def _token_from(row: Row[tuple[object, ...]]) -> RefreshToken:
    return RefreshToken(row.token_digest, row.generation, row.issued_at, row.rotated_at)
