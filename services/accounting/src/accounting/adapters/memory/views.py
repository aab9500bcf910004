"""What there is to see, added up from the transfers in memory."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from datetime import date, timedelta

from accounting.adapters.memory.store import MemoryStore
from accounting.application.queries.accounts import AccountView, Headcount, Place
from accounting.application.queries.days import DayView, MailCounts, MailView, PayoutView, Prospect
from accounting.application.queries.entries import (
    DayOfAccount,
    EntryPage,
    EntryView,
    Neighbours,
    Position,
)
from accounting.domain.business_day import ONE_DAY, DayState, booking_day
from accounting.domain.identifiers import AccountId
from accounting.domain.payout_mail import MailState
from accounting.domain.transfer import Transfer, TransferKind, result_of

KINDS_AS_EARNED = (TransferKind.COMPLETION_REWARD, TransferKind.ASSIGNMENT_FEE, TransferKind.PAYOUT)


class MemoryAccountViews:
    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def find(self, account_id: AccountId, *, today: date) -> AccountView | None:
        account = await self._store.accounts.find(account_id)
        if account is None and account_id not in self._store.owners():
            return None
        return self._view(account_id, "" if account is None else account.name, today)

    async def page(
        self, text: str, *, today: date, after: Place | None, limit: int, in_the_red: bool = False
    ) -> Sequence[AccountView]:
        wanted = [
            account
            for account in await self._store.accounts.all()
            if text.lower() in account.name.lower() or text.lower() in account.email.lower()
            if after is None or (account.name, account.account_id) > (after.name, after.account_id)
            if not in_the_red or self._store.balance(account.account_id) < 0
        ]
        return [self._view(account.account_id, account.name, today) for account in wanted[:limit]]

    async def headcount(self) -> Headcount:
        in_the_red = [each for each in self._store.owners() if self._store.balance(each) < 0]
        return Headcount(len(await self._store.accounts.all()), len(in_the_red))

    def _view(self, account_id: AccountId, name: str, today: date) -> AccountView:
        since = booking_day(today, self._store.last_ended)
        recent = [each for each in self._store.booked(account_id) if each.day >= since]
        balance = self._store.balance(account_id)
        return AccountView(
            account_id=account_id,
            name=name,
            balance=balance,
            carried_over=balance - self._store.results_since(account_id, since),
            earned=_sum(recent, TransferKind.COMPLETION_REWARD),
            spent=_sum(recent, TransferKind.ASSIGNMENT_FEE),
        )


class MemoryEntryViews:
    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def page(
        self, account_id: AccountId, *, day: date | None, before: Position | None, limit: int
    ) -> EntryPage:
        entries = [
            entry
            for entry in reversed(self._log(account_id))
            if day in (None, entry.position.day)
            if before is None or _key(entry.position) < _key(before)
        ]
        return EntryPage(entries[:limit], older=len(entries) > limit)

    async def all(self, account_id: AccountId, *, day: date | None) -> AsyncIterator[EntryView]:
        for entry in reversed(self._log(account_id)):
            if day in (None, entry.position.day):
                yield entry

    async def days(self, account_id: AccountId, days: Collection[date]) -> Mapping[date, DayOfAccount]:
        booked = {day: self._store.booked(account_id, [day]) for day in days}
        return {
            day: DayOfAccount(*(_sum(transfers, kind) for kind in KINDS_AS_EARNED))
            for day, transfers in booked.items()
            if transfers
        }

    async def around(self, account_id: AccountId, day: date) -> Neighbours:
        days = {transfer.day for transfer in self._store.booked(account_id)}
        return Neighbours(
            max((each for each in days if each < day), default=None),
            min((each for each in days if each > day), default=None),
        )

    def _log(self, account_id: AccountId) -> Sequence[EntryView]:
        """All entries, oldest first."""
        numbered = [
            (Position(transfer.day, number), transfer)
            for number, transfer in enumerate(self._store.transfers, 1)
            if transfer.account_id == account_id
        ]
        log: list[EntryView] = []
        balance = 0
        for position, transfer in sorted(numbered, key=lambda each: _key(each[0])):
            balance += transfer.signed_amount
            log.append(self._entry(position, transfer, balance))
        return log

    def _entry(self, position: Position, transfer: Transfer, balance: int) -> EntryView:
        return EntryView(
            position=position,
            kind=transfer.kind,
            amount=transfer.signed_amount,
            balance_after=balance,
            task=None if transfer.task_id is None else self._store.task_name(transfer.task_id),
            occurred_at=transfer.occurred_at,
        )


class MemoryDayViews:
    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def earnings(self, first: date, last: date) -> Sequence[DayView]:
        return [self._view(first + timedelta(days=number)) for number in range((last - first).days + 1)]

    async def one(self, day: date) -> DayView:
        return self._view(day)

    async def closing(self) -> bool:
        return DayState.CLOSING in self._store.days.values()

    async def running(self, today: date) -> date:
        return booking_day(today, self._store.last_ended)

    async def first(self) -> date | None:
        return min(self._store.days, default=None)

    async def payout_days(self, *, before: date | None, limit: int) -> Sequence[DayView]:
        days = sorted(self._store.days, reverse=True)
        views = [self._view(day) for day in days if before is None or day < before]
        return [view for view in views if view.employees_paid][:limit]

    async def mails(self, days: Sequence[DayView]) -> Mapping[date, MailCounts]:
        return {day.day: self._mail_counts(day) for day in days}

    async def all_payouts(self, day: date) -> AsyncIterator[PayoutView]:
        for payout in await self.payouts(day, after=0, limit=len(self._store.transfers)):
            yield payout

    async def payouts(self, day: date, *, after: int, limit: int) -> Sequence[PayoutView]:
        numbers = {account_id: number for number, account_id in enumerate(self._store.owners(), 1)}
        paid = [each for each in self._store.booked(days=[day]) if each.kind is TransferKind.PAYOUT]
        views = [await self._payout(numbers[each.account_id], each) for each in paid]
        later = sorted((view for view in views if view.number > after), key=lambda view: view.number)
        return later[:limit]

    async def prospect(self, day: date) -> Prospect:
        """Closes the days in thought, one after the other."""
        open_days = sorted(
            each for each, state in self._store.days.items() if state is DayState.OPEN and each <= day
        )
        outcomes = [self._closed(account_id, open_days) for account_id in self._store.owners()]
        paid = [paid for paid, _ in outcomes if paid]
        debts = [-stand for _, stand in outcomes if stand < 0]
        earlier = tuple(each for each in open_days if each < day)
        return Prospect(day, len(paid), sum(paid), len(debts), sum(debts), earlier)

    def _closed(self, account_id: AccountId, days: Sequence[date]) -> tuple[int, int]:
        """What closing `days` would pay an account, and what it would be left with."""
        ended = self._store.last_ended
        since = self._store.results_since(account_id, date.min if ended is None else ended + ONE_DAY)
        stand = min(self._store.balance(account_id) - since, 0)
        paid = 0
        for day in days:
            stand += result_of(self._store.booked(account_id, [day]))
            paid += max(stand, 0)
            stand = min(stand, 0)
        return paid, stand

    def _mail_counts(self, day: DayView) -> MailCounts:
        kept = [mail for (each, _), mail in self._store.mails.items() if each == day.day]
        sent = [mail for mail in kept if mail.state is MailState.SENT]
        failed = [mail for mail in kept if mail.state is not MailState.SENT and mail.last_error]
        return MailCounts(len(sent), day.employees_paid - len(sent) - len(failed), len(failed))

    async def _payout(self, number: int, payout: Transfer) -> PayoutView:
        account = await self._store.accounts.find(payout.account_id)
        name = "" if account is None else account.name
        mail = self._mail(payout)
        return PayoutView(number, payout.account_id, name, payout.amount, payout.occurred_at, mail)

    def _mail(self, payout: Transfer) -> MailView | None:
        kept = self._store.mails.get((payout.day, payout.account_id))
        if kept is None:
            return None
        return MailView(kept.state, kept.attempts, kept.last_error, kept.sent_at)

    def _view(self, day: date) -> DayView:
        booked = self._store.booked(days=[day])
        return DayView(
            day=day,
            state=self._store.state(day),
            fees=_sum(booked, TransferKind.ASSIGNMENT_FEE),
            rewards=_sum(booked, TransferKind.COMPLETION_REWARD),
            payouts=_sum(booked, TransferKind.PAYOUT),
            employees_paid=len([each for each in booked if each.kind is TransferKind.PAYOUT]),
        )


def _sum(transfers: Sequence[Transfer], kind: TransferKind) -> int:
    return sum(transfer.amount for transfer in transfers if transfer.kind is kind)


def _key(position: Position) -> tuple[date, int]:
    return position.day, position.number
