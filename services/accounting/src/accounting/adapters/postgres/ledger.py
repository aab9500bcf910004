"""The ledger in PostgreSQL: a batch is a few statements, and each fact is booked once."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo
from uuid import UUID

from accounting.adapters.postgres.booking import (
    ACCOUNTS,
    BOOK_CHARGES,
    BOOK_REWARDS,
    OPEN_ACCOUNTS,
)
from accounting.adapters.postgres.booking_days import hold_booking_days
from accounting.domain.business_day import day_of
from accounting.domain.transfer import Charge, Completion
from chassis.clock import Clock, rfc3339
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
        accounts = await self._accounts_of(owners)
        times = {moment: number for number, moment in enumerate(dict.fromkeys(moments), 1)}
        happened_on = [day_of(moment, self._zone) for moment in times]
        booked_on = await hold_booking_days(self._transaction, set(happened_on))
        self._transaction.after_commit(self._wake)
        columns = (
            tasks,
            numbers,
            [accounts[owner] for owner in owners],
            [times[moment] for moment in moments],
        )
        shared = (
            list(times),
            [booked_on[day] for day in happened_on],
            [rfc3339(moment) for moment in times],
            list(accounts.values()),
            [str(owner) for owner in accounts],
            self._envelope(),
        )
        booked = 0
        for start in range(0, len(tasks), ROWS_PER_STATEMENT_MAX):
            rows = slice(start, start + ROWS_PER_STATEMENT_MAX)
            parts = (column[rows] for column in columns)
            booked += await self._transaction.driver.fetchval(statement, *parts, *shared)
        return booked

    async def _accounts_of(self, owners: Sequence[UUID]) -> Mapping[UUID, int]:
        """The numbers of the owners' accounts, which are opened where there are none yet."""
        driver, wanted = self._transaction.driver, set(owners)
        rows = await driver.fetch(ACCOUNTS, list(wanted))
        if len(rows) < len(wanted):
            await driver.execute(OPEN_ACCOUNTS, list(wanted.difference(row["owner"] for row in rows)))
            rows = await driver.fetch(ACCOUNTS, list(wanted))
        return {row["owner"]: row["id"] for row in rows}

    def _envelope(self) -> str:
        """What all announcements of a batch have in common, as the inside of a JSON object."""
        event = IntegrationEvent("transfer.posted", 1, {})
        envelope = Envelope.of(
            event, source=f"/{self._source}", time=self._clock.now(), traceparent=current_traceparent()
        )
        constant = {name: value for name, value in envelope.as_json().items() if name not in ("id", "data")}
        return json.dumps(constant, separators=(",", ":"))[1:-1]
