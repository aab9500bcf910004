"""Mails about payouts, in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from accounting.adapters.memory.store import KeptMail, MemoryStore
from accounting.application.mail_ports import DueMail
from accounting.domain.identifiers import AccountId, Cents
from accounting.domain.payout_mail import MailState, Payout
from accounting.domain.transfer import TransferKind


class MemoryPayoutMails:
    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def queue(self, payouts: Sequence[Payout], at: datetime) -> None:
        for payout in payouts:
            self._store.mails.setdefault((payout.day, payout.account_id), KeptMail(payout, at))

    async def resend(self, day: date, account_id: AccountId, at: datetime) -> bool:
        kept = self._store.mails.get((day, account_id))
        if kept is None:
            return False
        sent = kept.state is MailState.SENT
        if sent or kept.last_error is not None:
            kept = replace(kept, state=MailState.WAITING, sent_at=None, next_attempt_at=at)
        self._store.mails[day, account_id] = replace(kept, resent=kept.resent + sent)
        return True


class MemoryMailbag:
    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def take(self, at: datetime, *, until: datetime) -> DueMail | None:
        waiting = sorted(
            (kept.next_attempt_at, key)
            for key, kept in self._store.mails.items()
            if kept.state is MailState.WAITING and kept.next_attempt_at <= at
        )
        for _, key in waiting:
            mail = await self._due(self._store.mails[key], until)
            if mail is not None:
                self._change(mail, next_attempt_at=until)
                return mail
        return None

    async def sent(self, mail: DueMail, at: datetime) -> None:
        kept = self._kept(mail)
        if kept.state is MailState.WAITING:
            self._change(mail, state=MailState.SENT, sent_at=at, attempts=kept.attempts + 1, last_error=None)

    async def failed(self, mail: DueMail, reason: str, again_at: datetime) -> None:
        if self._is_still_taken(mail):
            attempts = self._kept(mail).attempts + 1
            self._change(mail, attempts=attempts, last_error=reason, next_attempt_at=again_at)

    async def _due(self, kept: KeptMail, until: datetime) -> DueMail | None:
        account = await self._store.accounts.find(kept.payout.account_id)
        if account is None or not account.email:
            return None
        booked = self._store.booked(account.account_id, [kept.payout.day])
        return DueMail(
            payout=kept.payout,
            name=account.name,
            email=account.email,
            locale=account.locale,
            earned=Cents(sum(each.amount for each in booked if each.kind is TransferKind.COMPLETION_REWARD)),
            charged=Cents(sum(each.amount for each in booked if each.kind is TransferKind.ASSIGNMENT_FEE)),
            failures=kept.attempts,
            taken_until=until,
            resent=kept.resent,
        )

    def _kept(self, mail: DueMail) -> KeptMail:
        return self._store.mails[mail.payout.day, mail.payout.account_id]

    def _is_still_taken(self, mail: DueMail) -> bool:
        kept = self._kept(mail)
        return kept.state is MailState.WAITING and kept.next_attempt_at == mail.taken_until

    def _change(self, mail: DueMail, **changes: object) -> None:
        key = (mail.payout.day, mail.payout.account_id)
        self._store.mails[key] = replace(self._store.mails[key], **changes)  # type: ignore[arg-type]
