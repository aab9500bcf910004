"""Says again, later and in another order, what services said: as relays, brokers and replays may."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from aiormq.abc import DeliveredMessage

from chassis.rabbitmq.connection import connected, consuming, publishing
from chassis.rabbitmq.publisher import Outgoing, Publisher
from tests.faults.tap import ECHO, EVERYTHING
from tests.servers.rabbitmq import BrokerUrls

QUEUE: Final = "faults.echo"
PRODUCERS: Final = ("auth", "tracker", "accounting")
SAY_EVERY_SECONDS: Final = 0.3
HELD_BACK: Final = 0.3


@dataclass(slots=True)
class Echo:
    """Repeats a `share` of what is said, shuffled; some of it only at the very end. `said` counts."""

    broker: BrokerUrls
    share: float
    said: int = 0
    _heard: list[DeliveredMessage] = field(default_factory=list)
    _late: list[DeliveredMessage] = field(default_factory=list)
    _draw: random.Random = field(default_factory=random.Random)

    async def hear(self, message: DeliveredMessage) -> None:
        """Take in one message, unless it is an echo."""
        known = message.header.properties.message_id or ""
        if not known.startswith(ECHO) and self._draw.random() < self.share:
            (self._late if self._draw.random() < HELD_BACK else self._heard).append(message)

    async def repeat(self, everything: bool = False) -> None:
        """Say again what was heard; `everything` brings out what was held back, the newest first."""
        messages, self._heard = self._heard, []
        self._draw.shuffle(messages)
        if everything:
            messages, self._late = [*messages, *reversed(self._late)], []
        for producer in PRODUCERS:
            again = [_echo_of(message) for message in messages if message.exchange == producer]
            async with publishing(self.broker[producer], "echo") as channel:
                await Publisher(channel).publish(again)
            self.said += len(again)


@asynccontextmanager
async def echoing(broker: BrokerUrls, share: float) -> AsyncIterator[Echo]:
    """An echo of all that is said while the block lasts; left, everything held back has been said."""
    echo = Echo(broker, share)
    await _bind(broker)
    async with consuming(broker.admin, "echo", prefetch=0) as channel:
        await channel.basic_consume(QUEUE, echo.hear, no_ack=True)
        stop = asyncio.Event()
        task = asyncio.create_task(_repeat_until(stop, echo))
        try:
            yield echo
        finally:
            stop.set()
            await task
            await echo.repeat(everything=True)
            await channel.queue_delete(QUEUE)


async def _bind(broker: BrokerUrls) -> None:
    async with connected(broker.admin, "echo") as connection:
        channel = await connection.channel()
        await channel.queue_declare(QUEUE, durable=True)
        for producer in PRODUCERS:
            await channel.queue_bind(QUEUE, producer, EVERYTHING)


async def _repeat_until(stop: asyncio.Event, echo: Echo) -> None:
    while not stop.is_set():
        await echo.repeat()
        await asyncio.sleep(SAY_EVERY_SECONDS)


def _echo_of(message: DeliveredMessage) -> Outgoing:
    known = message.header.properties
    return Outgoing(
        message.exchange or "",
        message.routing_key or "",
        f"{ECHO}{known.message_id}",
        message.body,
        known.message_type,
    )
