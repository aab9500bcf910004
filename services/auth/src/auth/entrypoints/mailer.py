"""Sends the mails that wait, as they become due."""

import asyncio

import structlog

from auth.application.mailing import Mailing
from chassis.post import MailServerAway
from chassis.waiting import BackOff, stopped_within
from chassis.web.outages import OUTAGE_CAUSES

IDLE_SECONDS = 1.0

FAILURES: tuple[type[Exception], ...] = (MailServerAway, *OUTAGE_CAUSES)


class Mailer:
    """A worker's duty. Any number may run, each mail being taken by one of them.

    A mail server that is away makes mails wait and nothing else: the worker stays ready.
    """

    name = "mailer"

    def __init__(self, mailing: Mailing) -> None:
        self._mailing = mailing
        self._works = True

    def ready(self) -> bool:
        return self._works

    async def run(self, stop: asyncio.Event) -> None:
        back_off = BackOff()
        while not stop.is_set():
            try:
                tried = await self._mailing.send_due(lambda: not stop.is_set())
            except FAILURES as error:
                structlog.get_logger(__name__).warning("mails wait", reason=repr(error))
                self._works = isinstance(error, MailServerAway)
                await back_off.pause(stop)
                continue
            back_off.reset()
            self._works = True
            if not tried:
                await stopped_within(stop, IDLE_SECONDS)
