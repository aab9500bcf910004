"""Sends the mails that wait, one by one: at least once and normally once, whatever the mail server does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Generic, Protocol, TypeVar

from chassis.clock import Clock
from chassis.post import MailRefused, MailServerAway, Post

MAILS_PER_ROUND = 10
TAKEN_FOR = timedelta(seconds=30)
"""Longer than a mail can take; one that was taken by a process that died is sent by another after this."""

RETRY_FIRST = timedelta(seconds=5)
RETRY_LONGEST = timedelta(minutes=10)
DOUBLINGS_MAX = 10
REASON_LENGTH_MAX = 300


class Due(Protocol):
    """A mail whose time has come; `failures` is how often it was tried in vain."""

    @property
    def failures(self) -> int: ...


Mail = TypeVar("Mail", bound=Due)
Mail_contra = TypeVar("Mail_contra", bound=Due, contravariant=True)


class Mailbag(Protocol[Mail]):
    """The mails that wait. Every call is a transaction of its own, so that none is open while one is sent.

    What is reported of a mail that has meanwhile been given to somebody else changes nothing, but that it was
    sent.
    """

    async def take(self, at: datetime, *, until: datetime) -> Mail | None:
        """The mail longest due at `at`, given to nobody else before `until`; None if there is none."""
        ...

    async def sent(self, mail: Mail, at: datetime) -> None:
        """A mail server has it, or it is not to be sent after all."""
        ...

    async def failed(self, mail: Mail, reason: str, again_at: datetime) -> None:
        """It rests until `again_at`."""
        ...


class Letters(Protocol[Mail_contra]):
    """Puts mails into words."""

    def write(self, mail: Mail_contra, at: datetime) -> EmailMessage | None:
        """The mail in its reader's language, None if there is nobody to read it.

        Raises `MailRefused` if it cannot be addressed.
        """
        ...


@dataclass(frozen=True, slots=True)
class Mailing(Generic[Mail]):
    """Takes what is due out of `mailbag`, has it written by `letters` and hands it to `post`."""

    mailbag: Mailbag[Mail]
    letters: Letters[Mail]
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

    async def _send(self, mail: Mail) -> None:
        try:
            message = self.letters.write(mail, self.clock.now())
            if message is not None:
                await self.post.send(message)
        except MailRefused as refusal:
            await self._note_failure(mail, refusal)
        except MailServerAway as away:
            await self._note_failure(mail, away)
            raise
        else:
            await self.mailbag.sent(mail, self.clock.now())

    async def _note_failure(self, mail: Mail, failure: Exception) -> None:
        again_at = self.clock.now() + retry_after(mail.failures + 1)
        await self.mailbag.failed(mail, str(failure)[:REASON_LENGTH_MAX], again_at)


def retry_after(failures: int) -> timedelta:
    """How long a mail rests after its `failures`-th failure: twice as long each time, up to the longest."""
    doublings = min(max(failures, 1) - 1, DOUBLINGS_MAX)
    return min(RETRY_FIRST * (1 << doublings), RETRY_LONGEST)
