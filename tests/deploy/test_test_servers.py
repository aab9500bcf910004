"""The servers of a test run are real, separate per need, and as restricted as in production."""

import asyncpg
import pytest
from aio_pika import Message, connect
from aio_pika.exceptions import AMQPException, ChannelClosed

from tests.servers.postgres import TestPostgres
from tests.servers.rabbitmq import BrokerUrls


def plain(url: str) -> str:
    return url.replace("+asyncpg", "")


async def test_the_owner_creates_tables_whose_rows_the_runtime_role_may_change(
    postgres: TestPostgres,
) -> None:
    urls = await postgres.create_database("tracker")
    owner = await asyncpg.connect(plain(urls.owner))
    await owner.execute("CREATE TABLE thing(id bigint GENERATED ALWAYS AS IDENTITY, name text)")
    runtime = await asyncpg.connect(plain(urls.runtime))

    await runtime.execute("INSERT INTO thing(name) VALUES ('beak')")
    await runtime.execute("UPDATE thing SET name = 'claw'")

    assert await runtime.fetchval("SELECT name FROM thing") == "claw"
    await owner.close()
    await runtime.close()


async def test_the_runtime_role_may_not_create_tables(postgres: TestPostgres) -> None:
    urls = await postgres.create_database("tracker")
    runtime = await asyncpg.connect(plain(urls.runtime))

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await runtime.execute("CREATE TABLE thing(id bigint)")

    await runtime.close()


async def test_another_service_may_not_connect_to_the_database(postgres: TestPostgres) -> None:
    tracker = await postgres.create_database("tracker")
    accounting = await postgres.create_database("accounting")
    intruding = accounting.runtime.replace(accounting.name, tracker.name)

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(plain(intruding))


async def test_an_event_published_by_its_producer_reaches_the_consumers_inbox(vhost: BrokerUrls) -> None:
    async with await connect(vhost["tracker"]) as producer, await connect(vhost["accounting"]) as consumer:
        channel = await producer.channel(on_return_raises=True)
        exchange = await channel.get_exchange("tracker", ensure=False)

        await exchange.publish(Message(b"{}"), routing_key="task.assigned", mandatory=True)

        inbox = await (await consumer.channel()).get_queue("accounting.inbox", ensure=False)
        message = await inbox.get(timeout=5)
        assert message is not None
        assert message.routing_key == "task.assigned"


@pytest.mark.parametrize("exchange", ["accounting", "auth.aside", ""])
async def test_a_service_may_not_publish_through_what_is_not_its_own(
    vhost: BrokerUrls, exchange: str
) -> None:
    async with await connect(vhost["tracker"]) as connection:
        channel = await connection.channel()
        target = await channel.get_exchange(exchange, ensure=False) if exchange else channel.default_exchange

        with pytest.raises((ChannelClosed, AMQPException)):
            await target.publish(Message(b"{}"), routing_key="accounting.inbox", timeout=5)
