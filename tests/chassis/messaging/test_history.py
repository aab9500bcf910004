"""A service that starts empty hears everything that happened before it existed, and then what happens now."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest
from aiormq.exceptions import ChannelAccessRefused

from chassis.history import HistoryAnswers, HistoryRequests, PostgresHistory, types_told
from chassis.integration import IntegrationEvent
from chassis.postgres.database import Database
from chassis.rabbitmq.connection import connected, publishing
from chassis.rabbitmq.names import dead_of, inbox_of, replay_of, requests_of
from chassis.rabbitmq.publisher import Outgoing, Publisher
from chassis.relay import Relay
from tests.chassis.messaging.inbox import facts, left_in
from tests.chassis.messaging.ledger import Ledger, create_ledger
from tests.chassis.messaging.support import (
    a_completion,
    an_envelope,
    connection_to,
    create_messaging,
    running,
)
from tests.chassis.messaging.test_outbox import an_outbox
from tests.eventually import eventually
from tests.infrastructure import TestPostgres
from tests.servers.postgres import DatabaseUrls
from tests.servers.rabbitmq import BrokerUrls

SUBSCRIBED = ["task.assigned", "task.completed", "task.created"]


async def say(database: Database, *events: IntegrationEvent) -> None:
    """Commit events as the tracker."""
    async with database.transaction() as transaction:
        await an_outbox(transaction).add(*events)


async def forget(broker: BrokerUrls) -> None:
    """Empty accounting's inbox, as if it had not existed."""
    async with connected(broker.admin, "test") as connection:
        await (await connection.channel()).queue_purge(inbox_of("accounting"))


@asynccontextmanager
async def an_accounting(postgres: TestPostgres) -> AsyncIterator[Ledger]:
    """An empty service."""
    urls = await postgres.create_database("accounting")
    await create_messaging(urls.owner, "accounting")
    await create_ledger(urls.owner)
    database = Database(urls.runtime, application_name="tests")
    yield Ledger(database)
    await database.close()
    await postgres.drop_database(urls)


async def settled(urls: DatabaseUrls) -> bool:
    """Whether the live cursor has told everything."""
    async with connection_to(urls.runtime) as connection:
        done: bool = await connection.fetchval(
            "SELECT NOT EXISTS (SELECT FROM outbox_cursor c JOIN outbox o "
            "ON NOT pg_visible_in_snapshot(o.xid, c.last)) AND EXISTS (SELECT FROM outbox_cursor)"
        )
    return done


async def test_an_empty_service_hears_the_past_and_then_the_present(
    urls: DatabaseUrls, database: Database, broker: BrokerUrls, postgres: TestPostgres
) -> None:
    past = [a_completion() for _ in range(1_200)]
    present = [a_completion() for _ in range(5)]
    await say(database, *past)

    async with (
        running(Relay("tracker", urls.runtime, broker["tracker"], page_rows=100)),
        running(HistoryAnswers("tracker", urls.runtime, broker["tracker"])),
    ):
        await eventually(lambda: settled(urls), within_seconds=15)
        await forget(broker)
        async with an_accounting(postgres) as ledger:
            history = PostgresHistory("accounting", ledger.database)
            async with (
                running(ledger.consumer(broker["accounting"], history=history)),
                running(HistoryRequests("accounting", history, broker["accounting"])),
            ):
                await eventually(lambda: no_longer_waits(history, "tracker"), within_seconds=20)
                heard = await ledger.booked()
                await say(database, *present)
                everything = facts([an_envelope(event) for event in [*past, *present]])
                await eventually(lambda: all_booked(ledger, everything))

    assert heard == facts([an_envelope(event) for event in past])
    async with connection_to(urls.runtime) as connection:
        assert [row["name"] for row in await connection.fetch("SELECT name FROM outbox_cursor")] == ["live"]


async def no_longer_waits(history: PostgresHistory, producer: str) -> bool:
    """Whether the history of `producer` has arrived."""
    return producer not in await history.waiting_for()


async def all_booked(ledger: Ledger, expected: object) -> None:
    """Whether the ledger holds exactly this."""
    assert await ledger.booked() == expected


async def test_history_has_arrived_when_every_producer_has_told_all(postgres: TestPostgres) -> None:
    async with an_accounting(postgres) as ledger:
        history = PostgresHistory("accounting", ledger.database)
        states = []
        for producer in [None, "auth", "tracker"]:
            if producer is not None:
                await history.finish(producer)
            waiting = await history.waiting_for()
            async with ledger.database.reading() as transaction:
                states.append((waiting, await history.has_arrived(transaction)))

    assert states == [(["auth", "tracker"], False), (["tracker"], False), ([], True)]


async def test_only_what_the_consumer_subscribes_to_is_told(broker: BrokerUrls, urls: DatabaseUrls) -> None:
    async with running(HistoryAnswers("tracker", urls.runtime, broker["tracker"])):
        await request(broker, "accounting", b'{"producers": ["tracker"]}')
        row = await eventually(lambda: opened_cursor(urls))

    assert (row["exchange"], row["routing_key"], row["types"]) == (
        replay_of("tracker"),
        "accounting",
        SUBSCRIBED,
    )
    assert types_told("tracker", "accounting") == SUBSCRIBED


async def request(broker: BrokerUrls, service: str, body: bytes) -> None:
    """Ask for history as `service`."""
    async with publishing(broker[service], "test") as channel:
        await Publisher(channel).publish([Outgoing(service, "sync.requested", "r", body, "sync.requested")])


async def opened_cursor(urls: DatabaseUrls) -> asyncpg.Record:
    """The cursor that tells history, once there is one."""
    row = await replay_cursor(urls)
    assert row is not None, "no cursor tells history"
    return row


async def replay_cursor(urls: DatabaseUrls) -> "asyncpg.Record | None":
    """The cursor that tells history."""
    async with connection_to(urls.runtime) as connection:
        row: asyncpg.Record | None = await connection.fetchrow(
            "SELECT * FROM outbox_cursor WHERE name = 'replay-accounting'"
        )
    return row


@pytest.mark.parametrize("body", [b"nonsense", b"[]", b'{"producers": "tracker"}', b"{}"])
async def test_a_request_nobody_can_read_is_put_aside(
    broker: BrokerUrls, urls: DatabaseUrls, body: bytes
) -> None:
    async with running(HistoryAnswers("tracker", urls.runtime, broker["tracker"])):
        await request(broker, "accounting", body)
        await eventually(lambda: left_in(broker, dead_of("tracker")))

    assert await replay_cursor(urls) is None
    assert await left_in(broker, requests_of("tracker")) == []


async def test_a_request_for_others_is_none_of_its_business(broker: BrokerUrls, urls: DatabaseUrls) -> None:
    answers = HistoryAnswers("tracker", urls.runtime, broker["tracker"])
    await request(broker, "accounting", b'{"producers": ["auth"]}')

    async with running(answers):
        await eventually(answers.ready)
        await eventually(lambda: is_empty(broker, requests_of("tracker")))

    assert await replay_cursor(urls) is None
    assert await left_in(broker, dead_of("tracker")) == []


async def is_empty(broker: BrokerUrls, queue: str) -> bool:
    """Whether nothing is left in a queue."""
    return not await left_in(broker, queue)


async def test_nobody_asks_in_anothers_name(broker: BrokerUrls) -> None:
    async with publishing(broker["analytics"], "test") as channel:
        with pytest.raises((ChannelAccessRefused, ConnectionError)):
            await Publisher(channel).publish([Outgoing("accounting", "sync.requested", "r", b"{}")])
    assert await left_in(broker, requests_of("tracker")) == []
