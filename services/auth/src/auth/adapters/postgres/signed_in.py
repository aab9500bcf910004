"""Who is signed in, in PostgreSQL: one read by primary or unique key a page."""

from collections.abc import Sequence

from sqlalchemy import select

from auth.adapters.postgres.account_list import view_from
from auth.adapters.postgres.sessions import PostgresSessions, session_from
from auth.adapters.postgres.tables import account, grant_, session
from auth.application.queries.signed_in import SignedIn
from auth.domain.identifiers import GrantId
from auth.domain.session import Session
from chassis.identifiers import AccountId
from chassis.mediator import RecordedEvents
from chassis.postgres.database import Database


class PostgresSignedInAccounts:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def with_token(self, token_digest: bytes) -> SignedIn | None:
        of_session = select(session).where(session.c.token_digest == token_digest)
        async with self._database.reading() as transaction:
            row = (await transaction.connection.execute(of_session)).one_or_none()
            if row is None:
                return None
            of_account = select(account).where(account.c.account_id == row.account_id)
            owner = (await transaction.connection.execute(of_account)).one()
        return SignedIn(session_from(row), view_from(owner))

    async def sessions_of(self, account_id: AccountId) -> Sequence[Session]:
        async with self._database.reading() as transaction:
            return await PostgresSessions(transaction, RecordedEvents()).of_account(account_id)

    async def grant_is_live(self, grant_id: GrantId) -> bool:
        live = select(grant_.c.grant_id).where(grant_.c.grant_id == grant_id, grant_.c.revoked_at.is_(None))
        async with self._database.reading() as transaction:
            return (await transaction.connection.execute(live)).one_or_none() is not None
