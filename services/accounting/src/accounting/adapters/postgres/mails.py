"""Mails about payouts, in PostgreSQL."""

from collections.abc import Sequence
from datetime import date, datetime

import asyncpg

from accounting.application.mail_ports import DueMail
from accounting.domain.identifiers import AccountId, Cents
from accounting.domain.payout_mail import Payout
from chassis.crash_points import crash_point
from chassis.postgres.database import Database, Transaction

QUEUE = """
INSERT INTO payout_mail (account_id, day, amount, next_attempt_at)
SELECT DISTINCT ON (account_id, day) account_id, day, amount, least($4, now())
FROM unnest($1::uuid[], $2::date[], $3::bigint[]) told(account_id, day, amount)
ORDER BY account_id, day
ON CONFLICT (day, account_id) DO NOTHING
"""

RESEND = """
UPDATE payout_mail
SET state = 'waiting', sent_at = NULL, next_attempt_at = CASE WHEN state = 'waiting' AND last_error IS NULL
        THEN next_attempt_at ELSE $3 END,
    resent = resent + CASE state WHEN 'sent' THEN 1 ELSE 0 END
WHERE day = $1 AND account_id = $2
RETURNING day
"""

TAKE = """
WITH due AS (
    SELECT m.day, m.account_id FROM payout_mail m JOIN account a USING (account_id)
    WHERE m.state = 'waiting' AND m.next_attempt_at <= $1 AND a.email <> ''
    ORDER BY m.next_attempt_at, m.day, m.account_id LIMIT 1
    FOR UPDATE OF m SKIP LOCKED
), taken AS (
    UPDATE payout_mail m SET next_attempt_at = $2
    FROM due WHERE (m.day, m.account_id) = (due.day, due.account_id)
    RETURNING m.account_id, m.day, m.amount, m.attempts, m.next_attempt_at, m.resent
)
SELECT t.*, a.name, a.email, a.locale, coalesce(d.rewards, 0) AS earned, coalesce(d.fees, 0) AS charged
FROM taken t JOIN account a USING (account_id) LEFT JOIN ledger_account l ON l.owner = t.account_id
LEFT JOIN account_day d ON d.account = l.id AND d.day = t.day
"""

SENT = """
UPDATE payout_mail SET state = 'sent', sent_at = $3, attempts = attempts + 1, last_error = NULL
WHERE account_id = $1 AND day = $2 AND state = 'waiting'
"""

FAILED = """
UPDATE payout_mail SET attempts = attempts + 1, last_error = $4, next_attempt_at = $5
WHERE account_id = $1 AND day = $2 AND state = 'waiting' AND next_attempt_at = $3
"""


class PostgresPayoutMails:
    """Keeps the table `payout_mail`."""

    def __init__(self, transaction: Transaction) -> None:
        self._driver = transaction.driver

    async def queue(self, payouts: Sequence[Payout], at: datetime) -> None:
        if payouts:
            accounts, days, amounts = zip(*payouts, strict=True)
            await self._driver.execute(QUEUE, accounts, days, amounts, at)

    async def resend(self, day: date, account_id: AccountId, at: datetime) -> bool:
        return await self._driver.fetchval(RESEND, day, account_id, at) is not None


class PostgresMailbag:
    """The table `payout_mail` as whoever sends its mails uses it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take(self, at: datetime, *, until: datetime) -> DueMail | None:
        async with self._database.one_statement() as driver:
            row = await driver.fetchrow(TAKE, at, until)
        return None if row is None else _mail_from(row)

    async def sent(self, mail: DueMail, at: datetime) -> None:
        crash_point("mailing.accepted")
        async with self._database.one_statement() as driver:
            await driver.execute(SENT, mail.payout.account_id, mail.payout.day, at)

    async def failed(self, mail: DueMail, reason: str, again_at: datetime) -> None:
        key = (mail.payout.account_id, mail.payout.day, mail.taken_until)
        async with self._database.one_statement() as driver:
            await driver.execute(FAILED, *key, reason, again_at)


def _mail_from(row: asyncpg.Record) -> DueMail:
    return DueMail(
        payout=Payout(AccountId(row["account_id"]), row["day"], Cents(row["amount"])),
        name=row["name"],
        email=row["email"],
        locale=row["locale"],
        earned=Cents(row["earned"]),
        charged=Cents(row["charged"]),
        failures=row["attempts"],
        taken_until=row["next_attempt_at"],
        resent=row["resent"],
    )
