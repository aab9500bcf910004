"""What the messaging tests build on: tables, events, and a reader of queues."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Protocol

import asyncpg
from aiormq.abc import DeliveredMessage

from chassis.archive.schema import create_archive_table
from chassis.dead_letters.schema import create_dead_letter_tables
from chassis.envelope import Envelope
from chassis.identifiers import new_id
from chassis.integration import IntegrationEvent
from chassis.postgres.address import driver_url
from chassis.postgres.schema import create_messaging_tables
from chassis.rabbitmq.connection import consuming

NOON = datetime(2026, 11, 21, 9, 0, 0, 123456, tzinfo=UTC)
PREFETCH = 500


class Statements:
    """Takes down what a migration would execute."""

    def __init__(self) -> None:
        self.taken: list[str] = []

    def execute(self, sqltext: str, /) -> None:
        """Keep one statement."""
        self.taken.append(sqltext)


async def create_messaging(owner_url: str, service: str) -> None:
    """Create the messaging tables as a service's migration does."""
    statements = Statements()
    create_messaging_tables(statements, service)
    create_dead_letter_tables(statements, service)
    create_archive_table(statements, service)
    async with connection_to(owner_url) as connection:
        for statement in statements.taken:
            await connection.execute(statement)


@asynccontextmanager
async def connection_to(url: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """A plain connection to a database."""
    connection = await asyncpg.connect(driver_url(url))
    try:
        yield connection
    finally:
        await connection.close(timeout=5)


def a_completion(task_id: str | None = None, **changes: Any) -> IntegrationEvent:
    """A `task.completed` v1 that the registry accepts, unless `changes` say otherwise."""
    task = task_id or str(new_id())
    data = {
        "task_id": task,
        "assignment_no": 1,
        "account_id": str(new_id()),
        "at": "2026-11-21T09:00:00.123456Z",
    }
    return IntegrationEvent("task.completed", 1, {**data, **changes}, subject=task)


def an_envelope(event: IntegrationEvent | None = None, traceparent: str | None = None) -> Envelope:
    """`event` from the tracker, ready to travel."""
    return Envelope.of(event or a_completion(), source="/tracker", time=NOON, traceparent=traceparent)


async def append(connection: "asyncpg.Connection[asyncpg.Record]", *bodies: bytes) -> None:
    """Put `task.completed` rows with these bodies into the outbox, as they are."""
    await connection.executemany(
        "INSERT INTO outbox (type, version, body) VALUES ('task.completed', 1, $1)",
        [(body,) for body in bodies],
    )


class Received:
    """What arrived in a queue so far, in order."""

    def __init__(self) -> None:
        self.messages: list[DeliveredMessage] = []

    @property
    def bodies(self) -> list[bytes]:
        """The bodies, duplicates included."""
        return [message.body for message in self.messages]

    async def take(self, message: DeliveredMessage) -> None:
        """Keep and acknowledge one message."""
        self.messages.append(message)
        if message.delivery_tag is not None:
            await message.channel.basic_ack(message.delivery_tag, wait=False)

    def has(self, *bodies: bytes) -> bool:
        """Whether each of `bodies` arrived at least once."""
        return not Counter(set(bodies)) - Counter(self.bodies)


@asynccontextmanager
async def reading(url: str, queue: str) -> AsyncIterator[Received]:
    """Everything that arrives in `queue` while the block lasts."""
    received = Received()
    async with consuming(url, "tests-reader", PREFETCH) as channel:
        await channel.basic_consume(queue, received.take)
        yield received


class Runs(Protocol):
    """A relay, a consumer, or anything else that works until it is told to stop."""

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set."""
        ...


@asynccontextmanager
async def running(duty: Runs, *, within_seconds: float = 15) -> AsyncIterator["asyncio.Task[None]"]:
    """`duty` at work while the block lasts, ended in order after it."""
    stop = asyncio.Event()
    task = asyncio.create_task(duty.run(stop))
    try:
        yield task
    finally:
        stop.set()
        async with asyncio.timeout(within_seconds):
            await asyncio.gather(task, return_exceptions=task.cancelling() > 0)


def noted(done: list[str], word: str) -> Callable[[], None]:
    """A callback that notes `word`."""
    return lambda: done.append(word)
