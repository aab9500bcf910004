"""Hints from a service's worker to its web processes, about what changes by consuming events."""

import asyncio
from collections.abc import Iterable

import structlog
from aiormq.abc import AbstractChannel
from pamqp.commands import Basic

from chassis.live.messages import HINT_KEY, pack
from chassis.rabbitmq.connection import BROKER_FAILURES, publishing
from chassis.rabbitmq.names import exchange_of
from chassis.waiting import cancelled

QUIET_SECONDS = 0.05
"""Hints that come within this time travel together."""

WAITING_MAX = 1_000
"""Distinct hints kept while the broker is away; a page that misses more is refreshed when it reconnects."""

RETRY_SECONDS_MIN = 0.2
RETRY_SECONDS_MAX = 5.0
PUBLISH_SECONDS_MAX = 5.0
TRANSIENT = 1


class HintPublisher:
    """Publishes hints to the service's own exchange, in the background: a batch never waits for its hints.

    Hints may be lost when the process or the broker dies. Give `start` and `stop` to the worker.
    """

    def __init__(self, rabbitmq_url: str, service: str) -> None:
        self._url = rabbitmq_url
        self._service = service
        self._waiting: set[str] = set()
        self._asked = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin; the connection is made, and made again, in the background."""
        self._task = asyncio.create_task(self._run(), name="hint-publisher")

    async def stop(self) -> None:
        """End; hints not yet sent are dropped."""
        if self._task is not None:
            await cancelled(self._task)
            self._task = None

    def publish(self, hints: Iterable[str]) -> None:
        """Have `hints` sent soon; returns at once. Call it after the commit."""
        room = WAITING_MAX - len(self._waiting)
        self._waiting.update(hint for hint, _ in zip(hints, range(room), strict=False))
        if self._waiting:
            self._asked.set()

    async def _run(self) -> None:
        delay = RETRY_SECONDS_MIN
        while True:
            try:
                async with publishing(self._url, f"{self._service} hints") as channel:
                    delay = RETRY_SECONDS_MIN
                    await self._pass_on(channel)
            except BROKER_FAILURES as error:
                structlog.get_logger(__name__).warning("hints have no connection", error=repr(error))
            await asyncio.sleep(delay)
            delay = min(delay * 2, RETRY_SECONDS_MAX)

    async def _pass_on(self, channel: AbstractChannel) -> None:
        while True:
            await self._asked.wait()
            self._asked.clear()
            hints, self._waiting = self._waiting, set()
            try:
                await self._send(channel, hints)
            except BROKER_FAILURES:
                self.publish(hints)
                raise
            await asyncio.sleep(QUIET_SECONDS)

    async def _send(self, channel: AbstractChannel, hints: set[str]) -> None:
        await channel.basic_publish(
            pack(hints),
            exchange=exchange_of(self._service),
            routing_key=HINT_KEY,
            properties=Basic.Properties(content_type="application/json", delivery_mode=TRANSIENT),
            timeout=PUBLISH_SECONDS_MAX,
        )
