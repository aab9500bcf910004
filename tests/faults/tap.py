"""Listens to everything the relays publish, so that events and their repetitions can be counted."""

import asyncio
from collections import Counter
from dataclasses import dataclass
from typing import Final

from aiormq.abc import AbstractChannel, DeliveredMessage

from chassis.rabbitmq.connection import connected, consuming
from chassis.rabbitmq.names import exchange_of, inbox_of
from tests.servers.management import Management
from tests.servers.rabbitmq import BrokerUrls

QUEUE: Final = "faults.tap"
EVERYTHING: Final = "#"
ECHO: Final = "echo-"
"""What the ids of messages begin with that a test says again on purpose."""
PRODUCERS: Final = ("auth", "tracker", "accounting")
CONSUMERS: Final = ("tracker", "accounting", "analytics")
READ_SECONDS: Final = 300.0


@dataclass(frozen=True, slots=True)
class Heard:
    """How often each message was published, by its id, and how many were delivered again."""

    messages: Counter[str]
    redelivered: int

    @property
    def events(self) -> int:
        """How many different events were published."""
        return len(self.messages)

    @property
    def repeated(self) -> int:
        """How many publications were not the first of their event."""
        return self.messages.total() - len(self.messages)

    @property
    def duplicates(self) -> int:
        """How often somebody got what they had had, or might have had, before."""
        return self.repeated + self.redelivered


NOTHING_HEARD: Final = Heard(Counter(), 0)


@dataclass(slots=True)
class Tap:
    """A durable queue on all producers' exchanges: `open` it, let things happen, ask what was `heard`."""

    broker: BrokerUrls
    management: Management
    _redelivered_before: int = 0

    async def open(self) -> None:
        """Begin to listen."""
        async with connected(self.broker.admin, "tap") as connection:
            channel = await connection.channel()
            await channel.queue_declare(QUEUE, durable=True)
            for producer in PRODUCERS:
                await channel.queue_bind(QUEUE, exchange_of(producer), EVERYTHING)
            await channel.queue_purge(QUEUE)
        self._redelivered_before = await self._redeliveries()

    async def heard(self) -> Heard:
        """What was published since `open`; deletes the queue."""
        seen: Counter[str] = Counter()
        async with consuming(self.broker.admin, "tap", prefetch=0) as channel:
            await _read_all(channel, seen)
            await channel.queue_delete(QUEUE)
        # A broker that was started again counts from zero.
        redelivered = max(0, await self._redeliveries() - self._redelivered_before)
        return Heard(seen, redelivered)

    async def _redeliveries(self) -> int:
        inboxes = {inbox_of(consumer) for consumer in CONSUMERS}
        queues = await self.management.queues(self.broker.vhost)
        return sum(
            queue.get("message_stats", {}).get("redeliver", 0) for queue in queues if queue["name"] in inboxes
        )


async def _read_all(channel: AbstractChannel, seen: Counter[str]) -> None:
    state = await channel.queue_declare(QUEUE, passive=True)
    wanted = state.message_count or 0
    everything = asyncio.Event()

    async def take(message: DeliveredMessage) -> None:
        seen[(message.header.properties.message_id or "").removeprefix(ECHO)] += 1
        if seen.total() >= wanted:
            everything.set()

    if wanted:
        await channel.basic_consume(QUEUE, take, no_ack=True)
        async with asyncio.timeout(READ_SECONDS):
            await everything.wait()
