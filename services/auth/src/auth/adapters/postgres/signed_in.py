"""Who is signed in, in PostgreSQL: one statement a page, by unique keys."""

from collections.abc import Sequence

from auth.adapters.postgres.account_list import view_from
from auth.adapters.postgres.sessions import OF_ACCOUNT, session_from
from auth.application.queries.signed_in import SignedIn
from auth.domain.identifiers import GrantId
from auth.domain.session import Session
from chassis.identifiers import AccountId
from chassis.postgres.database import Database

BY_DIGEST = "SELECT * FROM session JOIN account USING (account_id) WHERE token_digest = $1"
LIVE_GRANT = "SELECT EXISTS (SELECT FROM client_grant WHERE grant_id = $1 AND revoked_at IS NULL)"


class PostgresSignedInAccounts:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def with_token(self, token_digest: bytes) -> SignedIn | None:
        async with self._database.one_statement() as driver:
            row = await driver.fetchrow(BY_DIGEST, token_digest)
        return None if row is None else SignedIn(session_from(row), view_from(dict(row)))

    async def sessions_of(self, account_id: AccountId) -> Sequence[Session]:
        async with self._database.one_statement() as driver:
            return [session_from(row) for row in await driver.fetch(OF_ACCOUNT, account_id)]

    async def grant_is_live(self, grant_id: GrantId) -> bool:
        async with self._database.one_statement() as driver:
            return bool(await driver.fetchval(LIVE_GRANT, grant_id))
