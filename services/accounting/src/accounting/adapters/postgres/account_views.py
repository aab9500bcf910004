"""What there is to see of accounts, from the replicated accounts, the balances and the totals per day."""

from collections.abc import Sequence
from datetime import date

import asyncpg

from accounting.adapters.postgres.booking_days import LAST_ENDED
from accounting.application.queries.accounts import AccountView, Headcount, Place
from accounting.domain.business_day import booking_day
from accounting.domain.identifiers import AccountId
from chassis.postgres.database import Database

_FIGURES = """
SELECT who.account_id, who.name, coalesce(l.balance, 0) AS balance,
       coalesce(l.balance, 0) - coalesce(since.by, 0) AS carried_over,
       coalesce(since.rewards, 0) AS earned, coalesce(since.fees, 0) AS spent
FROM who
LEFT JOIN ledger_account l ON l.owner = who.account_id
LEFT JOIN LATERAL (
    SELECT sum(rewards)::bigint AS rewards, sum(fees)::bigint AS fees,
           sum(rewards - fees - payouts)::bigint AS by
    FROM account_day d WHERE d.account = l.id AND d.day >= $1
) since ON true
"""

ONE = f"""
WITH who AS (
    SELECT $2::uuid AS account_id, coalesce(a.name, '') AS name
    FROM (
        SELECT FROM account WHERE account_id = $2
        UNION ALL SELECT FROM ledger_account WHERE owner = $2 LIMIT 1
    ) known
    LEFT JOIN account a ON a.account_id = $2
)
{_FIGURES}
"""  # noqa: S608 -- made of the text above

PAGE = f"""
WITH who AS (
    SELECT account_id, name FROM account
    WHERE ($2::text IS NULL OR name ILIKE $2 OR email ILIKE $2)
      AND ($3::text IS NULL OR (name, account_id) > ($3, $4))
      AND (NOT $6::bool OR account_id IN (SELECT owner FROM ledger_account WHERE balance < 0))
    ORDER BY name, account_id LIMIT $5
)
{_FIGURES}
ORDER BY who.name, who.account_id
"""  # noqa: S608 -- made of the text above

HEADCOUNT = """
SELECT (SELECT count(*) FROM account) AS employees,
       (SELECT count(*) FROM ledger_account WHERE owner IS NOT NULL AND balance < 0) AS in_the_red
"""


class PostgresAccountViews:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, account_id: AccountId, *, today: date) -> AccountView | None:
        async with self._database.reading() as reading:
            since = booking_day(today, await reading.driver.fetchval(LAST_ENDED))
            row = await reading.driver.fetchrow(ONE, since, account_id)
        return None if row is None else _account_from(row)

    async def page(
        self, text: str, *, today: date, after: Place | None, limit: int, in_the_red: bool = False
    ) -> Sequence[AccountView]:
        place = (None, None) if after is None else (after.name, after.account_id)
        async with self._database.reading() as reading:
            since = booking_day(today, await reading.driver.fetchval(LAST_ENDED))
            rows = await reading.driver.fetch(PAGE, since, _containing(text), *place, limit, in_the_red)
        return [_account_from(row) for row in rows]

    async def headcount(self) -> Headcount:
        async with self._database.reading() as reading:
            (row,) = await reading.driver.fetch(HEADCOUNT)
        return Headcount(row["employees"], row["in_the_red"])


def _containing(text: str) -> str | None:
    """The pattern for whatever contains `text`, taken literally."""
    if not text:
        return None
    literal = text.replace("\x00", "").replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{literal}%"


def _account_from(row: asyncpg.Record) -> AccountView:
    return AccountView(
        account_id=AccountId(row["account_id"]),
        name=row["name"],
        balance=row["balance"],
        carried_over=row["carried_over"],
        earned=row["earned"],
        spent=row["spent"],
    )
