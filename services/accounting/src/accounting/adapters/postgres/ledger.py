"""The ledger in PostgreSQL: a batch is a few statements, and each fact is booked once."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from uuid import UUID

from accounting.adapters.postgres.booking import BOOK_CHARGES, BOOK_REWARDS, OPEN_ACCOUNTS
from accounting.adapters.postgres.booking_days import hold_booking_days
from accounting.domain.business_day import day_of
from accounting.domain.transfer import Charge, Completion
from chassis.clock import Clock
from chassis.envelope import Envelope
from chassis.integration import IntegrationEvent
from chassis.observability.traces import current_traceparent
from chassis.postgres.database import Transaction

ROWS_PER_STATEMENT_MAX = 5_000


class PostgresLedger:
    """Keeps `transfer`, the balances in `ledger_account`, and the totals per account and day and per day."""

    def __init__(
        self, transaction: Transaction, *, source: str, clock: Clock, zone: tzinfo, wake: Callable[[], None]
    ) -> None:
        self._transaction = transaction
        self._source = source
        self._clock = clock
        self._zone = zone
        self._wake = wake

    async def charge(self, charges: Sequence[Charge]) -> int:
        if not charges:
            return 0
        tasks, numbers, owners, moments = zip(*charges, strict=True)
        return await self._book(BOOK_CHARGES, tasks, numbers, owners, moments)

    async def reward(self, completions: Sequence[Completion]) -> int:
        if not completions:
            return 0
        tasks, owners, moments = zip(*completions, strict=True)
        return await self._book(BOOK_REWARDS, tasks, (None,) * len(tasks), owners, moments)

    async def _book(
        self,
        statement: str,
        tasks: Sequence[UUID],
        numbers: Sequence[int | None],
        owners: Sequence[UUID],
        moments: Sequence[datetime],
    ) -> int:
        driver = self._transaction.driver
        await driver.execute(OPEN_ACCOUNTS, list(set(owners)))
        happened_on = {moment: day_of(moment, self._zone) for moment in set(moments)}
        booked_on = await hold_booking_days(self._transaction, set(happened_on.values()))
        days = [booked_on[happened_on[moment]] for moment in moments]
        self._transaction.after_commit(self._wake)
        columns = (tasks, numbers, owners, moments, days)
        envelope = self._envelope()
        booked = 0
        for start in range(0, len(tasks), ROWS_PER_STATEMENT_MAX):
            rows = slice(start, start + ROWS_PER_STATEMENT_MAX)
            booked += await driver.fetchval(statement, *(column[rows] for column in columns), envelope)
        return booked

    def _envelope(self) -> str:
        """What all announcements of a batch have in common, as the inside of a JSON object."""
        event = IntegrationEvent("transfer.posted", 1, {})
        envelope = Envelope.of(
            event, source=f"/{self._source}", time=self._clock.now(), traceparent=current_traceparent()
        )
        constant = {name: value for name, value in envelope.as_json().items() if name not in ("id", "data")}
        return json.dumps(constant, separators=(",", ":"))[1:-1]
