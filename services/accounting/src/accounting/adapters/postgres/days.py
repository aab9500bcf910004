"""The business days in PostgreSQL."""

from collections.abc import Sequence
from datetime import date, datetime

from accounting.adapters.postgres.booking_days import OPEN_DAYS
from accounting.adapters.postgres.closing import LOCK_DAY, OPEN_DAYS_UNTIL, PAY_OUT, SHUT, TOTALS
from accounting.application.ports import Closing
from accounting.domain.identifiers import AccountId, Cents
from accounting.domain.transfer import Transfer, TransferKind
from chassis.postgres.database import Transaction


class PostgresDays:
    """Keeps the table `business_day`."""

    def __init__(self, transaction: Transaction) -> None:
        self._driver = transaction.driver

    async def open_until(self, day: date) -> Sequence[date]:
        """The days up to and including `day` that are not closed, oldest first; `day` itself comes to be by being asked for."""
        await self._driver.execute(OPEN_DAYS, [day])
        return [row["day"] for row in await self._driver.fetch(OPEN_DAYS_UNTIL, day)]

    async def close(self, day: date, at: datetime) -> Closing | None:
        """Pay out and close `day`; None when it was closed before."""
        if await self._driver.fetchval(LOCK_DAY, day) != "open":
            return None
        paid = await self._driver.fetch(PAY_OUT, day, at)
        await self._driver.execute(SHUT, day, at)
        totals = await self._driver.fetchrow(TOTALS, day)
        return Closing(
            day=day,
            fees=Cents(totals["fees"] if totals else 0),
            rewards=Cents(totals["rewards"] if totals else 0),
            payouts=tuple(_payout(AccountId(row["owner"]), Cents(row["amount"]), day, at) for row in paid),
        )


def _payout(account_id: AccountId, amount: Cents, day: date, at: datetime) -> Transfer:
    return Transfer(TransferKind.PAYOUT, account_id, amount, day, at)
