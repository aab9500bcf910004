"""The business days in PostgreSQL.

What is due at a day's end is read from one snapshot, in which both the balance and the later days' results
are whole; it does not change any more, whatever is booked on later days meanwhile. Balances move by the
difference alone.
"""

from collections.abc import Sequence
from datetime import date, datetime

import asyncpg

from accounting.adapters.postgres.booking_days import LAST_ENDED, OPEN_DAYS
from accounting.adapters.postgres.closing import (
    CLOSE,
    END,
    FIRST_DAY,
    OLDEST_CLOSING,
    PAID_UP_TO,
    PAY_OUT,
    TOTALS,
)
from accounting.application.ports import DayTotals, Instalment
from accounting.domain.business_day import days_to_end, earliest
from accounting.domain.identifiers import AccountId, Cents
from accounting.domain.transfer import Transfer, TransferKind
from chassis.crash_points import crash_point
from chassis.postgres.database import Transaction


class PostgresDays:
    """Keeps the table `business_day`."""

    def __init__(self, transaction: Transaction) -> None:
        self._driver = transaction.driver

    async def last_ended(self) -> date | None:
        last_ended: date | None = await self._driver.fetchval(LAST_ENDED)
        return last_ended

    async def end(self, day: date, since: date | None = None) -> Sequence[date]:
        first = earliest(await self._driver.fetchval(FIRST_DAY), since)
        days = days_to_end(day, last_ended=await self.last_ended(), first=first)
        if not days:
            return []
        await self._driver.execute(OPEN_DAYS, days)
        ended = sorted(row["day"] for row in await self._driver.fetch(END, day))
        crash_point("closing.ending")
        return ended

    async def oldest_closing(self) -> date | None:
        day: date | None = await self._driver.fetchval(OLDEST_CLOSING)
        return day

    async def pay_out(self, day: date, accounts_max: int, at: datetime) -> Instalment:
        paid_up_to = await self._driver.fetchval(PAID_UP_TO, day)
        if paid_up_to is None:
            return Instalment((), last=True)
        rows = await self._driver.fetch(PAY_OUT, day, at, paid_up_to, accounts_max)
        payouts = tuple(_payout(row, day, at) for row in rows if row["amount"] is not None)
        crash_point("closing.paying")
        return Instalment(payouts, last=len(rows) < accounts_max)

    async def close(self, day: date, at: datetime) -> DayTotals:
        await self._driver.execute(CLOSE, day, at)
        totals = await self._driver.fetchrow(TOTALS, day)
        crash_point("closing.shutting")
        return DayTotals(*(Cents(cents) for cents in totals or (0, 0, 0)))


def _payout(row: asyncpg.Record, day: date, at: datetime) -> Transfer:
    return Transfer(TransferKind.PAYOUT, AccountId(row["owner"]), Cents(row["amount"]), day, at)
