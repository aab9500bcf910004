"""Links sent by mail, and the mails that wait, in PostgreSQL."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

import asyncpg
from sqlalchemy import Row, func, insert, select, update

from auth.adapters.postgres.tables import letter as letter_table
from auth.adapters.postgres.tables import mailed_link as table
from auth.application.letter_ports import DueLetter
from auth.application.queries.waiting_mails import MailsWaiting, WaitingMail
from auth.domain.identifiers import LetterId, LinkId
from auth.domain.mailed_link import Letter, LetterKind, LinkKind, MailedLink
from chassis.crash_points import crash_point
from chassis.identifiers import AccountId
from chassis.postgres.database import Database, Transaction

TAKE = """
WITH due AS (
    SELECT letter_id FROM letter WHERE sent_at IS NULL AND due_at <= $1
    ORDER BY due_at, letter_id LIMIT 1 FOR UPDATE SKIP LOCKED
)
UPDATE letter l SET due_at = $2, resting = false FROM due WHERE l.letter_id = due.letter_id RETURNING l.*
"""
WAITING = """
SELECT letter_id, email, kind, queued_at, due_at, failures, reason, resting FROM letter
WHERE sent_at IS NULL AND kind <> 'nobody'
      AND ($1::uuid IS NULL OR letter_id > $1)
ORDER BY letter_id LIMIT $2
"""
COUNT = """
SELECT count(*) AS waiting, count(*) FILTER (WHERE failures > 0) AS failed FROM letter
WHERE sent_at IS NULL AND kind <> 'nobody'
"""
HASTEN = """
UPDATE letter SET due_at = $2, resting = false
WHERE letter_id = $1 AND resting AND sent_at IS NULL RETURNING letter_id
"""
SENT = (
    "UPDATE letter SET sent_at = $2, reason = NULL, resting = false WHERE letter_id = $1 AND sent_at IS NULL"
)
FAILED = """
UPDATE letter SET failures = failures + 1, reason = $3, due_at = $4, resting = true
WHERE letter_id = $1 AND due_at = $2 AND sent_at IS NULL
"""


class PostgresMailedLinks:
    def __init__(self, transaction: Transaction) -> None:
        self._connection = transaction.connection

    async def add(self, link: MailedLink) -> None:
        await self._connection.execute(insert(table).values(**asdict(link)))

    async def with_token(self, token_digest: bytes) -> MailedLink | None:
        held = select(table).where(table.c.token_digest == token_digest).with_for_update()
        row = (await self._connection.execute(held)).one_or_none()
        return None if row is None else _link_from(row)

    async def asked_since(self, email: str, since: datetime) -> int:
        asked = select(func.count()).where(table.c.email == email, table.c.made_at >= since)
        return (await self._connection.execute(asked)).scalar_one()

    async def use(self, link: MailedLink) -> None:
        await self._connection.execute(
            update(table).where(table.c.link_id == link.link_id).values(used_at=link.used_at)
        )

    async def use_all_of(self, account_id: AccountId, at: datetime) -> None:
        await self._connection.execute(
            update(table)
            .where(table.c.account_id == account_id, table.c.used_at.is_(None))
            .values(used_at=at)
        )


class PostgresOutgoingLetters:
    def __init__(self, transaction: Transaction) -> None:
        self._connection = transaction.connection
        self._driver = transaction.driver

    async def add(self, letter: Letter) -> None:
        row = asdict(letter) | {"due_at": letter.queued_at}
        await self._connection.execute(insert(letter_table).values(**row))

    async def hasten(self, letter_id: LetterId, at: datetime) -> bool:
        return await self._driver.fetchval(HASTEN, letter_id, at) is not None


class PostgresOpenLinks:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def with_token(self, token_digest: bytes) -> MailedLink | None:
        found = select(table).where(table.c.token_digest == token_digest)
        async with self._database.reading() as transaction:
            row = (await transaction.connection.execute(found)).one_or_none()
        return None if row is None else _link_from(row)


class PostgresWaitingMails:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, after: LetterId | None, limit: int) -> Sequence[WaitingMail]:
        async with self._database.one_statement() as driver:
            rows = await driver.fetch(WAITING, after, limit)
        return [_waiting_from(row) for row in rows]

    async def count(self) -> MailsWaiting:
        async with self._database.one_statement() as driver:
            (row,) = await driver.fetch(COUNT)
        return MailsWaiting(row["waiting"], row["failed"])


class PostgresMailbag:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def take(self, at: datetime, *, until: datetime) -> DueLetter | None:
        async with self._database.one_statement() as driver:
            row = await driver.fetchrow(TAKE, at, until)
        return None if row is None else _due_from(row)

    async def sent(self, due: DueLetter, at: datetime) -> None:
        crash_point("mailing.after_sending")
        async with self._database.one_statement() as driver:
            await driver.execute(SENT, due.letter.letter_id, at)

    async def failed(self, due: DueLetter, reason: str, again_at: datetime) -> None:
        async with self._database.one_statement() as driver:
            await driver.execute(FAILED, due.letter.letter_id, due.taken_until, reason, again_at)


def _waiting_from(row: "asyncpg.Record") -> WaitingMail:
    return WaitingMail(
        LetterId(row["letter_id"]),
        row["email"],
        LetterKind(row["kind"]),
        row["queued_at"],
        row["due_at"],
        row["failures"],
        row["reason"],
        row["resting"],
    )


def _due_from(row: "asyncpg.Record") -> DueLetter:
    letter = Letter(
        LetterId(row["letter_id"]),
        LetterKind(row["kind"]),
        None if row["link_id"] is None else LinkId(row["link_id"]),
        row["email"],
        row["name"],
        row["locale"],
        row["queued_at"],
    )
    return DueLetter(letter, row["failures"], row["due_at"])


def _link_from(row: Row[tuple[object, ...]]) -> MailedLink:
    return MailedLink(
        link_id=LinkId(row.link_id),
        kind=LinkKind(row.kind),
        token_digest=row.token_digest,
        account_id=None if row.account_id is None else AccountId(row.account_id),
        email=row.email,
        name=row.name,
        locale=row.locale,
        password_hash=row.password_hash,
        made_at=row.made_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
    )
