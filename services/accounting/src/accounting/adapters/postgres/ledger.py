"""The ledger in PostgreSQL: a batch is one statement, and each fact is booked once."""

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo

from accounting.adapters.postgres.booking import BOOK_CHARGES, BOOK_REWARDS, OPEN_ACCOUNTS
from accounting.adapters.postgres.booking_days import hold_booking_days
from accounting.domain.business_day import day_of
from accounting.domain.identifiers import AccountId, TaskId
from accounting.domain.transfer import Charge, Completion
from chassis.clock import Clock
from chassis.observability.traces import current_traceparent
from chassis.postgres.database import Transaction


class PostgresLedger:
    """Keeps `transfer`, the balances in `ledger_account`, and the totals per account and day and per day."""

    def __init__(
        self, transaction: Transaction, *, clock: Clock, zone: tzinfo, wake: Callable[[], None]
    ) -> None:
        self._transaction = transaction
        self._clock = clock
        self._zone = zone
        self._wake = wake

    async def charge(self, charges: Sequence[Charge]) -> int:
        """Debit each assignee the task's fee; answer how many were not booked before."""
        return await self._book(
            BOOK_CHARGES,
            [charge.task_id for charge in charges],
            [charge.assignment_no for charge in charges],
            [charge.account_id for charge in charges],
            [charge.occurred_at for charge in charges],
        )

    async def reward(self, completions: Sequence[Completion]) -> int:
        """Credit whoever completed a task its reward; answer how many were not booked before."""
        return await self._book(
            BOOK_REWARDS,
            [completion.task_id for completion in completions],
            [None for _ in completions],
            [completion.account_id for completion in completions],
            [completion.occurred_at for completion in completions],
        )

    async def _book(
        self,
        statement: str,
        task_ids: Sequence[TaskId],
        assignment_nos: Sequence[int | None],
        owners: Sequence[AccountId],
        moments: Sequence[datetime],
    ) -> int:
        driver = self._transaction.driver
        await driver.execute(OPEN_ACCOUNTS, owners)
        happened_on = {moment: day_of(moment, self._zone) for moment in set(moments)}
        booked_on = await hold_booking_days(self._transaction, set(happened_on.values()))
        days = [booked_on[happened_on[moment]] for moment in moments]
        self._transaction.after_commit(self._wake)
        booked: int = await driver.fetchval(
            statement, task_ids, assignment_nos, owners, moments, days, self._clock.now(), current_traceparent()
        )
        return booked
