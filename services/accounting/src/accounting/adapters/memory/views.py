"""What there is to see, added up from the transfers in memory."""

from collections.abc import Sequence
from datetime import date, timedelta

from accounting.adapters.memory.store import MemoryStore
from accounting.application.queries.accounts import AccountView, Headcount, Place
from accounting.application.queries.days import DayView, MailView, PayoutView, Prospect
from accounting.application.queries.entries import EntryPage, EntryView, Position, TaskName
from accounting.domain.business_day import ONE_DAY, DayState, booking_day
from accounting.domain.identifiers import AccountId
from accounting.domain.transfer import Transfer, TransferKind


class MemoryAccountViews:
    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def find(self, account_id: AccountId, *, today: date) -> AccountView | None:
        account = await self._store.accounts.find(account_id)
        if account is None and account_id not in self._store.owners():
            return None
        return self._view(account_id, "" if account is None else account.name, today)

    async def page(self, text: str, *, today: date, after: Place | None, limit: int) -> Sequence[AccountView]:
        wanted = [
            account
            for account in await self._store.accounts.all()
            if text.lower() in account.name.lower() or text.lower() in account.email.lower()
            if after is None or (account.name, account.account_id) > (after.name, after.account_id)
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
            task=self._task(transfer),
            occurred_at=transfer.occurred_at,
        )

    def _task(self, transfer: Transfer) -> TaskName | None:
        if transfer.task_id is None:
            return None
        facts = self._store.tasks.get(transfer.task_id)
        if facts is None:
            return TaskName(transfer.task_id, None, "")
        return TaskName(facts.task_id, facts.jira_id, facts.title)


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

    async def recent_payouts(self, limit: int) -> Sequence[DayView]:
        views = [self._view(day) for day in sorted(self._store.days, reverse=True)]
        return [view for view in views if view.employees_paid][:limit]

    async def payouts(self, day: date, *, after: int, limit: int) -> Sequence[PayoutView]:
        numbers = {account_id: number for number, account_id in enumerate(self._store.owners(), 1)}
        paid = [each for each in self._store.booked(days=[day]) if each.kind is TransferKind.PAYOUT]
        views = [await self._payout(numbers[each.account_id], each) for each in paid]
        later = sorted((view for view in views if view.number > after), key=lambda view: view.number)
        return later[:limit]

    async def prospect(self, day: date) -> Prospect:
        due = [
            self._store.balance(account_id) - self._store.results_since(account_id, day + ONE_DAY)
            for account_id in self._store.owners()
        ]
        positive = [amount for amount in due if amount > 0]
        return Prospect(day, len(positive), sum(positive), len([amount for amount in due if amount < 0]))

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
