"""What there is to see of business days, from the totals that are kept per day."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date, timedelta

import asyncpg

from accounting.adapters.postgres.booking_days import LAST_ENDED
from accounting.application.queries.days import DayView, MailCounts, MailView, PayoutView, Prospect
from accounting.domain.business_day import DayState, booking_day, state_of_unknown
from accounting.domain.identifiers import AccountId
from accounting.domain.payout_mail import MailState
from chassis.postgres.database import Database

ROWS_PER_READ = 1_000

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
FROM company_day LEFT JOIN business_day USING (day)
WHERE employees_paid > 0 AND ($2::date IS NULL OR day < $2) ORDER BY day DESC LIMIT $1
"""

FIRST = "SELECT min(day) FROM business_day"

NOT_SENT = """
SELECT day, count(*) FILTER (WHERE last_error IS NULL) AS waiting,
       count(*) FILTER (WHERE last_error IS NOT NULL) AS failed
FROM payout_mail WHERE state = 'waiting' AND day = ANY ($1::date[]) GROUP BY day
"""

QUEUED = "SELECT count(*) FROM payout_mail WHERE day = $1"

CLOSING = "SELECT EXISTS (SELECT FROM business_day WHERE state = 'closing')"

PAYOUTS = """
SELECT t.debit AS number, l.owner, coalesce(a.name, '') AS name, t.amount, t.occurred_at,
       m.state, m.attempts, m.last_error, m.sent_at
FROM transfer t JOIN ledger_account l ON l.id = t.debit LEFT JOIN account a ON a.account_id = l.owner
LEFT JOIN payout_mail m ON m.account_id = l.owner AND m.day = t.day
WHERE t.kind = 3 AND t.day = $1 AND t.debit > $2 ORDER BY t.debit LIMIT $3
"""

EARLIER = "SELECT day FROM business_day WHERE state = 'open' AND day < $1 ORDER BY day"

PROSPECT = """
WITH result AS (
    SELECT account, day, rewards - fees - payouts AS by FROM account_day
    WHERE $2::date IS NULL OR day > $2
), start AS (
    -- What a day that is being closed right now still has to pay is its own affair.
    SELECT l.id AS account, least(l.balance - coalesce(r.by, 0), 0) AS stand
    FROM ledger_account l LEFT JOIN (SELECT account, sum(by) AS by FROM result GROUP BY account) r
    ON r.account = l.id
    WHERE l.owner IS NOT NULL
), evening AS (
    SELECT s.account, s.stand + sum(r.by) OVER (PARTITION BY s.account ORDER BY r.day) AS stand, r.day
    FROM start s JOIN result r USING (account) WHERE r.day <= $1
), outcome AS (
    SELECT s.account, greatest(coalesce(max(e.stand), 0), 0) AS paid,
           coalesce((array_agg(e.stand ORDER BY e.day DESC))[1], s.stand) AS stand
    FROM start s LEFT JOIN evening e USING (account) GROUP BY s.account, s.stand
)
SELECT count(*) FILTER (WHERE paid > 0) AS employees, coalesce(sum(paid), 0)::bigint AS amount,
       count(*) FILTER (WHERE stand < paid) AS in_debt,
       coalesce(sum(paid - stand) FILTER (WHERE stand < paid), 0)::bigint AS debt
FROM outcome
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

    async def first(self) -> date | None:
        async with self._database.reading() as reading:
            day: date | None = await reading.driver.fetchval(FIRST)
        return day

    async def payout_days(self, *, before: date | None, limit: int) -> Sequence[DayView]:
        async with self._database.reading() as reading:
            rows = await reading.driver.fetch(PAYOUT_DAYS, limit, before)
        return [_day_from(row, None) for row in rows]

    async def mails(self, days: Sequence[DayView]) -> Mapping[date, MailCounts]:
        """Mails are queued within moments of the payouts, so only the newest day can lack some."""
        async with self._database.reading() as reading:
            rows = await reading.driver.fetch(NOT_SENT, [day.day for day in days])
            newest = max(days, key=lambda day: day.day, default=None)
            queued = 0 if newest is None else await reading.driver.fetchval(QUEUED, newest.day)
        unsent = {row["day"]: (row["waiting"], row["failed"]) for row in rows}
        counts = {}
        for day in days:
            waiting, failed = unsent.get(day.day, (0, 0))
            waiting += max(0, day.employees_paid - queued) if day is newest else 0
            counts[day.day] = MailCounts(day.employees_paid - waiting - failed, waiting, failed)
        return counts

    async def all_payouts(self, day: date) -> AsyncIterator[PayoutView]:
        after = 0
        while True:
            payouts = await self.payouts(day, after=after, limit=ROWS_PER_READ)
            for payout in payouts:
                yield payout
            if len(payouts) < ROWS_PER_READ:
                return
            after = payouts[-1].number

    async def payouts(self, day: date, *, after: int, limit: int) -> Sequence[PayoutView]:
        async with self._database.reading() as reading:
            rows = await reading.driver.fetch(PAYOUTS, day, after, limit)
        return [_payout_from(row) for row in rows]

    async def prospect(self, day: date) -> Prospect:
        async with self._database.reading() as reading:
            last_ended = await reading.driver.fetchval(LAST_ENDED)
            earlier = [row["day"] for row in await reading.driver.fetch(EARLIER, day)]
            (row,) = await reading.driver.fetch(PROSPECT, day, last_ended)
        return Prospect(day, row["employees"], row["amount"], row["in_debt"], row["debt"], tuple(earlier))


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
