"""What there is to see of business days, from the totals that are kept per day."""

from collections.abc import Sequence
from datetime import date, timedelta

import asyncpg

from accounting.adapters.postgres.booking_days import LAST_ENDED
from accounting.application.queries.days import DayView, MailView, PayoutView, Prospect
from accounting.domain.business_day import DayState, booking_day, state_of_unknown
from accounting.domain.identifiers import AccountId
from accounting.domain.payout_mail import MailState
from chassis.postgres.database import Database

_DAY = """
SELECT day, state, coalesce(fees, 0) AS fees, coalesce(rewards, 0) AS rewards,
       coalesce(payouts, 0) AS payouts, coalesce(employees_paid, 0) AS employees_paid
"""

EARNINGS = f"""
{_DAY}
FROM unnest($1::date[]) AS days (day)
LEFT JOIN company_day USING (day) LEFT JOIN business_day USING (day) ORDER BY day
"""

PAYOUT_DAYS = f"""
{_DAY}
FROM company_day LEFT JOIN business_day USING (day) WHERE employees_paid > 0 ORDER BY day DESC LIMIT $1
"""

CLOSING = "SELECT EXISTS (SELECT FROM business_day WHERE state = 'closing')"

PAYOUTS = """
SELECT t.debit AS number, l.owner, coalesce(a.name, '') AS name, t.amount, t.occurred_at,
       m.state, m.attempts, m.last_error, m.sent_at
FROM transfer t JOIN ledger_account l ON l.id = t.debit LEFT JOIN account a ON a.account_id = l.owner
LEFT JOIN payout_mail m ON m.account_id = l.owner AND m.day = t.day
WHERE t.kind = 3 AND t.day = $1 AND t.debit > $2 ORDER BY t.debit LIMIT $3
"""

PROSPECT = """
SELECT count(*) FILTER (WHERE amount > 0) AS employees,
       coalesce(sum(amount) FILTER (WHERE amount > 0), 0)::bigint AS amount,
       count(*) FILTER (WHERE amount < 0) AS in_debt
FROM (
    SELECT l.balance - coalesce(later.by, 0) AS amount FROM ledger_account l LEFT JOIN (
        SELECT account, sum(rewards - fees - payouts) AS by FROM account_day WHERE day > $1 GROUP BY account
    ) later ON later.account = l.id
    WHERE l.owner IS NOT NULL
) due
"""


class PostgresDayViews:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def earnings(self, first: date, last: date) -> Sequence[DayView]:
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        async with self._database.reading() as reading:
            last_ended = await reading.driver.fetchval(LAST_ENDED)
            rows = await reading.driver.fetch(EARNINGS, days)
        return [_day_from(row, last_ended) for row in rows]

    async def one(self, day: date) -> DayView:
        (view,) = await self.earnings(day, day)
        return view

    async def closing(self) -> bool:
        async with self._database.reading() as reading:
            closing: bool = await reading.driver.fetchval(CLOSING)
        return closing

    async def running(self, today: date) -> date:
        async with self._database.reading() as reading:
            return booking_day(today, await reading.driver.fetchval(LAST_ENDED))

    async def recent_payouts(self, limit: int) -> Sequence[DayView]:
        async with self._database.reading() as reading:
            rows = await reading.driver.fetch(PAYOUT_DAYS, limit)
        return [_day_from(row, None) for row in rows]

    async def payouts(self, day: date, *, after: int, limit: int) -> Sequence[PayoutView]:
        async with self._database.reading() as reading:
            rows = await reading.driver.fetch(PAYOUTS, day, after, limit)
        return [_payout_from(row) for row in rows]

    async def prospect(self, day: date) -> Prospect:
        async with self._database.reading() as reading:
            (row,) = await reading.driver.fetch(PROSPECT, day)
        return Prospect(day, row["employees"], row["amount"], row["in_debt"])


def _day_from(row: asyncpg.Record, last_ended: date | None) -> DayView:
    state = state_of_unknown(row["day"], last_ended) if row["state"] is None else DayState(row["state"])
    return DayView(row["day"], state, row["fees"], row["rewards"], row["payouts"], row["employees_paid"])


def _payout_from(row: asyncpg.Record) -> PayoutView:
    return PayoutView(
        row["number"],
        AccountId(row["owner"]),
        row["name"],
        row["amount"],
        row["occurred_at"],
        _mail_from(row),
    )


def _mail_from(row: asyncpg.Record) -> MailView | None:
    if row["state"] is None:
        return None
    return MailView(MailState(row["state"]), row["attempts"], row["last_error"], row["sent_at"])
