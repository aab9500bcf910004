"""Mails payouts, one by one: at least once and normally once, whatever becomes of the mail server."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from accounting.application.mail_ports import DueMail, Letters, Mailbag
from accounting.domain.payout_mail import retry_after
from chassis.clock import Clock
from chassis.post import MailRefused, MailServerAway, Post

MAILS_PER_ROUND = 10
TAKEN_FOR = timedelta(seconds=30)
"""Longer than a mail can take; one that was taken by a process that died is sent by another after this."""

REASON_LENGTH_MAX = 300


@dataclass(frozen=True, slots=True)
class Mailing:
    mailbag: Mailbag
    letters: Letters
    post: Post
    clock: Clock

    async def send_due(self, go_on: Callable[[], bool]) -> int:
        """Send mails that are due while `go_on()`; answers how many were tried.

        Each is taken when it is its turn. Raises `MailServerAway` once it is seen to be; then only the mail
        that showed it has failed.
        """
        tried = 0
        while tried < MAILS_PER_ROUND and go_on() and await self._send_next():
            tried += 1
        return tried

    async def _send_next(self) -> bool:
        now = self.clock.now()
        mail = await self.mailbag.take(now, until=now + TAKEN_FOR)
        if mail is None:
            return False
        await self._send(mail)
        return True

    async def _send(self, mail: DueMail) -> None:
        try:
            await self.post.send(self.letters.write(mail, self.clock.now()))
        except MailRefused as refusal:
            await self._note_failure(mail, refusal)
        except MailServerAway as away:
            await self._note_failure(mail, away)
            raise
        else:
            await self.mailbag.sent(mail, self.clock.now())

    async def _note_failure(self, mail: DueMail, failure: Exception) -> None:
        again_at = self.clock.now() + retry_after(mail.failures + 1)
        await self.mailbag.failed(mail, str(failure)[:REASON_LENGTH_MAX], again_at)
