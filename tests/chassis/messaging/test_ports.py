"""Outbox and inbox: the in-memory twins keep the same promises as PostgreSQL."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

import pytest

from chassis.envelope import Envelope
from chassis.integration import Inbox, IntegrationEvent, Outbox
from chassis.memory import MemoryInbox, MemoryOutbox
from chassis.postgres.database import Database
from chassis.postgres.inbox import PostgresInbox
from schema_registry import InvalidEvent, UnknownEventType
from tests.chassis.messaging.support import a_completion
from tests.chassis.messaging.test_outbox import an_outbox


@dataclass(frozen=True)
class Ports:
    """One transaction's outbox and inbox, and a look at what was said."""

    transaction: Callable[[], AbstractAsyncContextManager[tuple[Outbox, Inbox]]]
    said: Callable[[], Awaitable[list[str | None]]]


def in_memory() -> Ports:
    """The twins."""
    outbox, inbox = MemoryOutbox(), MemoryInbox()

    @asynccontextmanager
    async def transaction() -> AsyncIterator[tuple[Outbox, Inbox]]:
        yield outbox, inbox

    async def said() -> list[str | None]:
        return [event.subject for event in outbox.events]

    return Ports(transaction, said)


def in_postgres(database: Database) -> Ports:
    """The real ones."""

    @asynccontextmanager
    async def transaction() -> AsyncIterator[tuple[Outbox, Inbox]]:
        async with database.transaction() as opened:
            yield an_outbox(opened), PostgresInbox(opened)

    async def said() -> list[str | None]:
        async with database.reading() as opened:
            rows = await opened.driver.fetch("SELECT body FROM outbox ORDER BY id")
        return [Envelope.from_bytes(row["body"]).subject for row in rows]

    return Ports(transaction, said)


@pytest.fixture(params=["memory", "postgres"])
def ports(request: pytest.FixtureRequest, database: Database) -> Ports:
    """Each pair of adapters in turn."""
    return in_memory() if request.param == "memory" else in_postgres(database)


async def test_events_are_kept_in_order(ports: Ports) -> None:
    events = [a_completion() for _ in range(3)]

    async with ports.transaction() as (outbox, _):
        await outbox.add(events[0], events[1])
        await outbox.add(events[2])

    assert await ports.said() == [event.subject for event in events]


@pytest.mark.parametrize(
    ("event", "refusal"),
    [
        (a_completion(assignment_no="one"), InvalidEvent),
        (a_completion(reward=1_000), InvalidEvent),
        (IntegrationEvent("task.eaten", 1, {}), UnknownEventType),
    ],
)
async def test_an_event_that_breaks_its_schema_is_refused_with_those_beside_it(
    ports: Ports, event: IntegrationEvent, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        async with ports.transaction() as (outbox, _):
            await outbox.add(a_completion(), event)

    assert await ports.said() == []


async def test_a_message_is_claimed_once(ports: Ports) -> None:
    async with ports.transaction() as (_, inbox):
        first = await inbox.claim(["a", "b", "a"])
    async with ports.transaction() as (_, inbox):
        second = await inbox.claim(["b", "c"])

    assert (first, second) == (frozenset({"a", "b"}), frozenset({"c"}))


async def test_claiming_nothing_is_fine(ports: Ports) -> None:
    async with ports.transaction() as (_, inbox):
        assert await inbox.claim([]) == frozenset()
