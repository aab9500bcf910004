"""Sends the mails that wait, one by one: at least once and normally once, whatever the mail server does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from auth.application.letter_ports import DueLetter, Mailbag, Writer
from auth.domain.mailed_link import LetterKind
from chassis.clock import Clock
from chassis.post import MailRefused, MailServerAway, Post

MAILS_PER_ROUND = 10
TAKEN_FOR = timedelta(seconds=30)
"""Longer than a mail can take; one that was taken by a process that died is sent by another after this."""

RETRY_FIRST = timedelta(seconds=5)
RETRY_LONGEST = timedelta(minutes=10)
DOUBLINGS_MAX = 10
REASON_LENGTH_MAX = 300


@dataclass(frozen=True, slots=True)
class Mailing:
    mailbag: Mailbag
    writer: Writer
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
        due = await self.mailbag.take(now, until=now + TAKEN_FOR)
        if due is None:
            return False
        await self._send(due)
        return True

    async def _send(self, due: DueLetter) -> None:
        try:
            if due.letter.kind is not LetterKind.NOBODY:
                await self.post.send(self.writer.write(due.letter, self.clock.now()))
        except MailRefused as refusal:
            await self._note_failure(due, refusal)
        except MailServerAway as away:
            await self._note_failure(due, away)
            raise
        else:
            await self.mailbag.sent(due, self.clock.now())

    async def _note_failure(self, due: DueLetter, failure: Exception) -> None:
        again_at = self.clock.now() + retry_after(due.failures + 1)
        await self.mailbag.failed(due, str(failure)[:REASON_LENGTH_MAX], again_at)


def retry_after(failures: int) -> timedelta:
    """How long a mail rests after its `failures`-th failure: twice as long each time, up to the longest."""
    doublings = min(max(failures, 1) - 1, DOUBLINGS_MAX)
    return min(RETRY_FIRST * (1 << doublings), RETRY_LONGEST)
