"""Sends the mails about payouts, as they become due."""

import asyncio
from collections.abc import Iterable
from typing import Protocol

import structlog

from accounting.application.mailing import Mailing
from accounting.entrypoints.live import COMPANY
from chassis.post import MailServerAway
from chassis.waiting import BackOff, stopped_within
from chassis.web.outages import OUTAGE_CAUSES

IDLE_SECONDS = 1.0

FAILURES: tuple[type[Exception], ...] = (MailServerAway, *OUTAGE_CAUSES)


class Hints(Protocol):
    """Tells open pages that something they show has changed."""

    def publish(self, hints: Iterable[str]) -> None: ...


class Mailer:
    """A worker's duty. Any number may run, each mail being taken by one of them.

    A mail server that is away makes mails wait and nothing else: the worker stays ready.
    """

    name = "mailer"

    def __init__(self, mailing: Mailing, hints: Hints) -> None:
        self._mailing = mailing
        self._hints = hints
        self._works = True

    def ready(self) -> bool:
        return self._works

    async def run(self, stop: asyncio.Event) -> None:
        back_off = BackOff()
        while not stop.is_set():
            try:
                tried = await self.send_due(stop)
            except FAILURES as error:
                structlog.get_logger(__name__).warning("mails wait", reason=repr(error))
                self._works = isinstance(error, MailServerAway)
                await back_off.pause(stop)
                continue
            back_off.reset()
            self._works = True
            if not tried:
                await stopped_within(stop, IDLE_SECONDS)

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
