"""The business days in memory."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from accounting.adapters.memory.store import MemoryStore
from accounting.application.ports import DayTotals, Instalment
from accounting.domain.business_day import ONE_DAY, DayState, days_to_end, due_at_end_of_day, earliest
from accounting.domain.identifiers import AccountId, Cents
from accounting.domain.transfer import Transfer, TransferKind


class MemoryDays:
    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def last_ended(self) -> date | None:
        return self._store.last_ended

    async def end(self, day: date, since: date | None = None) -> Sequence[date]:
        first = earliest(min(self._store.days, default=None), since)
        days = days_to_end(day, last_ended=self._store.last_ended, first=first)
        if not days:
            return []
        for each in days:
            self._store.days.setdefault(each, DayState.OPEN)
        ended = sorted(
            each for each, state in self._store.days.items() if each <= day and state is DayState.OPEN
        )
        self._store.days.update(dict.fromkeys(ended, DayState.CLOSING))
        return ended

    async def oldest_closing(self) -> date | None:
        return min(
            (day for day, state in self._store.days.items() if state is DayState.CLOSING), default=None
        )

    async def pay_out(self, day: date, accounts_max: int, at: datetime) -> Instalment:
        due = {account_id: self._due(account_id, day) for account_id in self._store.owners()}
        unpaid = [(account_id, amount) for account_id, amount in due.items() if amount > 0]
        payouts = [_payout(account_id, amount, day, at) for account_id, amount in unpaid[:accounts_max]]
        self._store.transfers.extend(payouts)
        return Instalment(payouts, last=len(unpaid) <= accounts_max)

    async def close(self, day: date, at: datetime) -> DayTotals:
        self._store.days[day] = DayState.CLOSED
        return DayTotals(*(self._total(day, kind) for kind in KINDS_IN_ORDER))

    def _due(self, account_id: AccountId, day: date) -> int:
        return due_at_end_of_day(
            self._store.balance(account_id), self._store.results_since(account_id, day + ONE_DAY)
        )

    def _total(self, day: date, kind: TransferKind) -> Cents:
        return Cents(sum(each.amount for each in self._store.booked(days=[day]) if each.kind is kind))


KINDS_IN_ORDER = (TransferKind.ASSIGNMENT_FEE, TransferKind.COMPLETION_REWARD, TransferKind.PAYOUT)


def _payout(account_id: AccountId, amount: int, day: date, at: datetime) -> Transfer:
    return Transfer(TransferKind.PAYOUT, account_id, Cents(amount), day, at)


class MemorySynchronisation:
    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def is_complete(self) -> bool:
        return self._store.synchronised

    async def is_quiet(self, until: datetime, lately: timedelta) -> bool:
        return self._store.quiet


class MemorySchedule:
    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def begun_on(self, today: date) -> date:
        self._store.closing_begun_on = min(self._store.closing_begun_on or today, today)
        return self._store.closing_begun_on
