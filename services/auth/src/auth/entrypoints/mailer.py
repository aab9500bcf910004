"""Sends the mails that wait, as they become due."""

import asyncio
from collections.abc import Iterable
from typing import Protocol

from auth.application.letter_ports import DueLetter
from auth.entrypoints.live import MAILS
from chassis.mailing import Mailing
from chassis.post import MailServerAway
from chassis.rounds import Rounds

IDLE_SECONDS = 1.0


class Hints(Protocol):
    """Tells open pages that something they show has changed."""

    def publish(self, hints: Iterable[str]) -> None: ...


class Mailer:
    """A worker's duty. Any number may run, each mail being taken by one of them.

    A mail server that is away makes mails wait and nothing else: the worker stays ready.
    """

    def __init__(self, mailing: Mailing[DueLetter], hints: Hints) -> None:
        self._mailing = mailing
        self._hints = hints

    def duty(self) -> Rounds:
        return Rounds("mailer", self._send_due, IDLE_SECONDS, "mails wait", (MailServerAway,))

    async def _send_due(self, stop: asyncio.Event) -> int:
        """One round; pages hear of it even when the mail server was away, as a mail has failed then."""
        try:
            tried = await self._mailing.send_due(lambda: not stop.is_set())
        except MailServerAway:
            self._hints.publish([MAILS])
            raise
        if tried:
            self._hints.publish([MAILS])
        return tried
