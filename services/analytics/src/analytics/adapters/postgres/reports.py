"""What the others tell apart from the ledger's entries, in PostgreSQL: one statement a batch."""

from collections.abc import Sequence

from analytics.application.ports import ClosedDay, Completion, Payout, Price
from chassis.postgres.database import Transaction

ADD_CLOSED_DAYS = """
INSERT INTO closed_day (day, fees, rewards, payouts)
SELECT * FROM unnest($1::date[], $2::bigint[], $3::bigint[], $4::bigint[])
    AS told(day, fees, rewards, payouts)
ORDER BY day ON CONFLICT DO NOTHING
"""
ADD_COMPLETIONS = """
INSERT INTO reported_completion (task_id, account_id)
SELECT * FROM unnest($1::uuid[], $2::uuid[]) AS told(task_id, account_id)
ORDER BY task_id ON CONFLICT DO NOTHING
"""
ADD_PRICES = """
INSERT INTO reported_price (task_id, fee, reward)
SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bigint[]) AS told(task_id, fee, reward)
ORDER BY task_id ON CONFLICT DO NOTHING
"""
ADD_PAYOUTS = """
INSERT INTO reported_payout (account_id, day, amount)
SELECT * FROM unnest($1::uuid[], $2::date[], $3::bigint[]) AS told(account_id, day, amount)
ORDER BY account_id, day ON CONFLICT DO NOTHING
"""


class PostgresReports:
    def __init__(self, transaction: Transaction) -> None:
        self._driver = transaction.driver

    async def add_closed_days(self, days: Sequence[ClosedDay]) -> None:
        await self._driver.execute(
            ADD_CLOSED_DAYS,
            [each.day for each in days],
            [each.fees for each in days],
            [each.rewards for each in days],
            [each.payouts for each in days],
        )

    async def add_completions(self, completions: Sequence[Completion]) -> None:
        await self._driver.execute(
            ADD_COMPLETIONS,
            [each.task_id for each in completions],
            [each.account_id for each in completions],
        )

    async def add_prices(self, prices: Sequence[Price]) -> None:
        await self._driver.execute(
            ADD_PRICES,
            [each.task_id for each in prices],
            [each.fee for each in prices],
            [each.reward for each in prices],
        )

    async def add_payouts(self, payouts: Sequence[Payout]) -> None:
        await self._driver.execute(
            ADD_PAYOUTS,
            [each.account_id for each in payouts],
            [each.day for each in payouts],
            [each.amount for each in payouts],
        )
