"""Sends the mails that wait, as they become due."""

import asyncio

from auth.application.mailing import Mailing
from chassis.post import MailServerAway
from chassis.rounds import Rounds

IDLE_SECONDS = 1.0


class Mailer:
    """A worker's duty. Any number may run, each mail being taken by one of them.

    A mail server that is away makes mails wait and nothing else: the worker stays ready.
    """

    def __init__(self, mailing: Mailing) -> None:
        self._mailing = mailing

    def duty(self) -> Rounds:
        return Rounds("mailer", self._send_due, IDLE_SECONDS, "mails wait", (MailServerAway,))

    async def _send_due(self, stop: asyncio.Event) -> int:
        return await self._mailing.send_due(lambda: not stop.is_set())
