"""What there is to see of accounts, from the replicated accounts, the balances and the totals per day."""

from collections.abc import Sequence
from datetime import date

import asyncpg

from accounting.adapters.postgres.booking_days import LAST_ENDED
from accounting.application.queries.accounts import AccountView, Headcount, Place
from accounting.domain.business_day import booking_day
from accounting.domain.identifiers import AccountId
from chassis.postgres.database import Database, Transaction

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

_PAGE = f"""
WITH {{chosen}}, who AS (
    SELECT account_id, name FROM chosen
    WHERE NOT $5::bool OR account_id IN (SELECT owner FROM ledger_account WHERE balance < 0)
    ORDER BY name, account_id LIMIT $4
)
{_FIGURES}
ORDER BY who.name, who.account_id
"""  # noqa: S608 -- made of the text above

_LATER = "($2::text IS NULL OR (name, account_id) > ($2, $3))"
_CONTAINING = "(name ILIKE $6 OR email ILIKE $6)"

PAGE = _PAGE.format(chosen=f"chosen AS (SELECT account_id, name FROM account WHERE {_LATER})")  # noqa: S608

PAGE_NEARBY = _PAGE.format(
    chosen=f"""chosen AS (
    SELECT account_id, name FROM (
        SELECT account_id, name, email FROM account WHERE {_LATER} ORDER BY name, account_id LIMIT $7
    ) nearby WHERE {_CONTAINING}
)"""  # noqa: S608 -- made of the text above
)
"""What is found among the next accounts alone: where many are, a page is full soon."""

PAGE_BY_PAIRS = _PAGE.format(
    chosen=f"""chosen AS MATERIALIZED (
    SELECT account_id, name FROM account
    WHERE letter_pairs(name, email) @> letter_pairs($7, '') AND {_CONTAINING} AND {_LATER}
)"""  # noqa: S608 -- made of the text above
)
"""What is found by the index of pairs of letters: where few are, nothing else is quick."""

NEARBY_ACCOUNTS = 2_000

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
            bounds = (since, *place, limit, in_the_red)
            rows = await _rows(reading, bounds, text.replace("\x00", ""))
        return [_account_from(row) for row in rows]

    async def headcount(self) -> Headcount:
        async with self._database.reading() as reading:
            (row,) = await reading.driver.fetch(HEADCOUNT)
        return Headcount(row["employees"], row["in_the_red"])


async def _rows(reading: Transaction, bounds: Sequence[object], text: str) -> Sequence[asyncpg.Record]:
    """Those whose name or address contains `text`, however many or few of all accounts these are."""
    if not text:
        return await reading.driver.fetch(PAGE, *bounds)
    pattern, limit = _containing(text), bounds[3]
    nearby = await reading.driver.fetch(PAGE_NEARBY, *bounds, pattern, NEARBY_ACCOUNTS)
    if len(nearby) == limit:
        return nearby
    return await reading.driver.fetch(PAGE_BY_PAIRS, *bounds, pattern, text)


def _containing(text: str) -> str:
    """The pattern for whatever contains `text`, taken literally."""
    literal = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
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
