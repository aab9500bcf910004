"""Sends the mails about payouts, as they become due."""

import asyncio

from accounting.application.mail_ports import DueMail
from accounting.entrypoints.live import COMPANY, Hints
from chassis.mailing import Mailing
from chassis.post import MailServerAway
from chassis.rounds import Rounds

IDLE_SECONDS = 1.0


class Mailer:
    """A worker's duty. Any number may run, each mail being taken by one of them.

    A mail server that is away makes mails wait and nothing else: the worker stays ready.
    """

    def __init__(self, mailing: Mailing[DueMail], hints: Hints) -> None:
        self._mailing = mailing
        self._hints = hints

    def duty(self) -> Rounds:
        return Rounds("mailer", self.send_due, IDLE_SECONDS, "mails wait", (MailServerAway,))

    async def send_due(self, stop: asyncio.Event) -> int:
        """One round; raises `MailServerAway`."""
        try:
            tried = await self._mailing.send_due(lambda: not stop.is_set())
        except MailServerAway:
            self._hints.publish([COMPANY])
            raise
        if tried:
            self._hints.publish([COMPANY])
        return tried
