"""Delivers notices of ended sessions as they become due, each client without waiting for another."""

import asyncio

import structlog

from auth.application.logout_delivery import LogoutDelivery
from auth.application.logout_ports import NotTaken
from auth.domain.logout_notice import LogoutNotice
from chassis.rounds import Rounds

IDLE_SECONDS = 0.25
AT_ONCE_MAX = 20


class LogoutDuty:
    """A worker's duty. Any number may run, each notice being taken by one of them."""

    def __init__(self, delivery: LogoutDelivery) -> None:
        self._delivery = delivery
        self._running: set[asyncio.Task[None]] = set()

    def duty(self) -> Rounds:
        return Rounds(
            "logout",
            lambda _: self._begin_due(),
            IDLE_SECONDS,
            "logout notices wait",
            at_end=self._finish_begun,
        )

    async def _begin_due(self) -> None:
        free = AT_ONCE_MAX - len(self._running)
        for notice in await self._delivery.take_due(free) if free else ():
            task = asyncio.create_task(self._deliver(notice), name=f"logout at {notice.client_id}")
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def _finish_begun(self) -> None:
        if self._running:
            await asyncio.wait(self._running)

    async def _deliver(self, notice: LogoutNotice) -> None:
        log = structlog.get_logger(__name__).bind(client=notice.client_id, session=str(notice.session_id))
        try:
            await self._delivery.deliver(notice)
        except NotTaken as failure:
            log.error("a client was never told that a session has ended", reason=str(failure))
        except Exception:
            log.exception("a logout notice could not be delivered, trying again later")
