"""Delivers notices of ended sessions as they become due, each client without waiting for another."""

import asyncio

import structlog

from auth.application.logout_delivery import LogoutDelivery
from auth.application.logout_ports import NotTaken
from auth.domain.logout_notice import LogoutNotice
from chassis.waiting import BackOff, stopped_within
from chassis.web.outages import OUTAGE_CAUSES

IDLE_SECONDS = 0.25
AT_ONCE_MAX = 20


class LogoutDuty:
    """A worker's duty. Any number may run, each notice being taken by one of them."""

    name = "logout"

    def __init__(self, delivery: LogoutDelivery) -> None:
        self._delivery = delivery
        self._running: set[asyncio.Task[None]] = set()
        self._works = True

    def ready(self) -> bool:
        return self._works

    async def run(self, stop: asyncio.Event) -> None:
        back_off = BackOff()
        while not stop.is_set():
            try:
                await self._begin_due()
            except OUTAGE_CAUSES as error:
                structlog.get_logger(__name__).warning("logout notices wait", reason=repr(error))
                self._works = False
                await back_off.pause(stop)
                continue
            self._works = True
            back_off.reset()
            await stopped_within(stop, IDLE_SECONDS)
        if self._running:
            await asyncio.wait(self._running)

    async def _begin_due(self) -> None:
        free = AT_ONCE_MAX - len(self._running)
        for notice in await self._delivery.take_due(free) if free else ():
            task = asyncio.create_task(self._deliver(notice), name=f"logout at {notice.client_id}")
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def _deliver(self, notice: LogoutNotice) -> None:
        log = structlog.get_logger(__name__).bind(client=notice.client_id, session=str(notice.session_id))
        try:
            await self._delivery.deliver(notice)
        except NotTaken as failure:
            log.error("a client was never told that a session has ended", reason=str(failure))
        except Exception:
            log.exception("a logout notice could not be delivered, trying again later")
