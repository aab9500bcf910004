"""Notices of ended sessions in PostgreSQL, and the pages that hear of it after the commit."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from functools import partial

import asyncpg

from auth.domain.events import EndedSession
from auth.domain.identifiers import ClientId, SessionId
from auth.domain.logout_notice import SETTLED_AFTER, LogoutNotice
from chassis.identifiers import AccountId
from chassis.postgres.database import Database, Transaction

ADD = """
INSERT INTO logout_notice (session_id, client_id, account_id, ended_at, next_attempt_at, repeat_at)
SELECT session_id, client_id, account_id, $3::timestamptz, $3::timestamptz,
    CASE WHEN $3 - max(redeemed_at) < $4::interval THEN $3 + $4 END
FROM client_grant
WHERE session_id = ANY ($1::uuid[]) AND client_id = ANY ($2::text[]) AND redeemed_at IS NOT NULL
GROUP BY session_id, client_id, account_id
ON CONFLICT (session_id, client_id) DO NOTHING
"""

TAKE = """
UPDATE logout_notice n SET next_attempt_at = $2
FROM (
    SELECT session_id, client_id FROM logout_notice
    WHERE next_attempt_at <= $1 ORDER BY next_attempt_at LIMIT $3 FOR UPDATE SKIP LOCKED
) due
WHERE (n.session_id, n.client_id) = (due.session_id, due.client_id)
RETURNING n.session_id, n.client_id, n.account_id, n.ended_at, n.failures, n.next_attempt_at, n.repeat_at
"""

DONE = """
WITH repeated AS (
    UPDATE logout_notice SET next_attempt_at = repeat_at, repeat_at = NULL
    WHERE session_id = $1 AND client_id = $2 AND next_attempt_at = $3 AND repeat_at IS NOT NULL
)
DELETE FROM logout_notice
WHERE session_id = $1 AND client_id = $2 AND next_attempt_at = $3 AND repeat_at IS NULL
"""

FORGET = "DELETE FROM logout_notice WHERE session_id = $1 AND client_id = $2 AND next_attempt_at = $3"

FAILED = """
UPDATE logout_notice SET failures = failures + 1, last_error = $4, next_attempt_at = $5
WHERE session_id = $1 AND client_id = $2 AND next_attempt_at = $3
"""

LookAgain = Callable[[AccountId], None]


class PostgresLogoutNotices:
    """Keeps the table `logout_notice`."""

    def __init__(self, transaction: Transaction) -> None:
        self._driver = transaction.driver

    async def add(self, ended: Sequence[EndedSession], clients: Collection[ClientId], at: datetime) -> None:
        if ended and clients:
            session_ids = [session.session_id for session in ended]
            await self._driver.execute(ADD, session_ids, list(clients), at, SETTLED_AFTER)


class CommittedOpenPages:
    """Open pages hear of nothing that is undone."""

    def __init__(self, transaction: Transaction, look_again: LookAgain) -> None:
        self._transaction = transaction
        self._look_again = look_again

    def look_again(self, account_id: AccountId) -> None:
        self._transaction.after_commit(partial(self._look_again, account_id))


class PostgresDueNotices:
    """The table `logout_notice` as whoever delivers uses it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take(self, at: datetime, *, until: datetime, limit: int) -> Sequence[LogoutNotice]:
        async with self._database.one_statement() as driver:
            return [_notice_from(row) for row in await driver.fetch(TAKE, at, until, limit)]

    async def done(self, notice: LogoutNotice) -> None:
        async with self._database.one_statement() as driver:
            await driver.execute(DONE, *_key_of(notice))

    async def forget(self, notice: LogoutNotice) -> None:
        async with self._database.one_statement() as driver:
            await driver.execute(FORGET, *_key_of(notice))

    async def failed(self, notice: LogoutNotice, reason: str, again_at: datetime) -> None:
        async with self._database.one_statement() as driver:
            await driver.execute(FAILED, *_key_of(notice), reason, again_at)


def _key_of(notice: LogoutNotice) -> tuple[SessionId, ClientId, datetime]:
    return notice.session_id, notice.client_id, notice.taken_until


def _notice_from(row: asyncpg.Record) -> LogoutNotice:
    return LogoutNotice(
        session_id=SessionId(row["session_id"]),
        client_id=ClientId(row["client_id"]),
        account_id=AccountId(row["account_id"]),
        ended_at=row["ended_at"],
        failures=row["failures"],
        taken_until=row["next_attempt_at"],
        repeat_at=row["repeat_at"],
    )
