"""A message that is put aside, retried or given up on the way takes the routes of the definitions."""

from aio_pika import Message, connect
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

from deploy.rabbitmq.topology import in_vhost, read_definitions, with_passwords
from tests.eventually import eventually
from tests.servers.passwords import BROKER_PASSWORDS
from tests.servers.rabbitmq import BrokerUrls, TestRabbitmq


async def one_from(
    channel: AbstractChannel, queue: str, *, within_seconds: float = 5
) -> AbstractIncomingMessage:
    found = await channel.get_queue(queue, ensure=False)

    async def look() -> AbstractIncomingMessage:
        message = await found.get(fail=False)
        assert message is not None, f"{queue} is empty"
        return message

    return await eventually(look, within_seconds=within_seconds)


async def test_a_rejected_message_ends_among_the_dead_letters(vhost: BrokerUrls) -> None:
    async with await connect(vhost["auth"]) as producer, await connect(vhost["tracker"]) as consumer:
        exchange = await (await producer.channel()).get_exchange("auth", ensure=False)
        await exchange.publish(Message(b"{}"), routing_key="account.created")
        channel = await consumer.channel()

        await (await one_from(channel, "tracker.inbox")).reject(requeue=False)

        dead = await one_from(channel, "tracker.dead")
        assert dead.headers["x-first-death-queue"] == "tracker.inbox"


async def test_a_message_put_aside_for_a_retry_comes_back_to_the_inbox(rabbitmq: TestRabbitmq) -> None:
    urls = await rabbitmq.create_vhost()
    hasty = in_vhost(with_passwords(read_definitions(), BROKER_PASSWORDS), f"{urls.vhost}-hasty")
    for queue in hasty["queues"]:
        if "x-message-ttl" in queue["arguments"]:
            queue["arguments"]["x-message-ttl"] = 50
    await rabbitmq.management.load(hasty)
    hasty_urls = BrokerUrls(urls.host, urls.port, f"{urls.vhost}-hasty")
    async with await connect(hasty_urls["tracker"]) as connection:
        channel = await connection.channel()
        aside = await channel.get_exchange("tracker.aside", ensure=False)

        await aside.publish(Message(b"{}"), routing_key="retry")

        assert (await one_from(channel, "tracker.inbox")).body == b"{}"
    await rabbitmq.delete_vhost(urls)
    await rabbitmq.delete_vhost(hasty_urls)


async def test_history_sent_for_one_consumer_reaches_that_one_alone(vhost: BrokerUrls) -> None:
    async with await connect(vhost["auth"]) as producer, await connect(vhost.admin) as onlooker:
        replay = await (await producer.channel()).get_exchange("auth.replay", ensure=False)

        await replay.publish(Message(b"{}"), routing_key="analytics")

        channel = await onlooker.channel()
        assert (await one_from(channel, "analytics.inbox")).body == b"{}"
        assert await (await channel.get_queue("tracker.inbox", ensure=False)).get(fail=False) is None


async def test_a_request_for_history_reaches_the_producers_it_is_made_to(vhost: BrokerUrls) -> None:
    async with await connect(vhost["accounting"]) as consumer, await connect(vhost["tracker"]) as producer:
        exchange = await (await consumer.channel()).get_exchange("accounting", ensure=False)

        await exchange.publish(Message(b"{}"), routing_key="sync.requested")

        assert (await one_from(await producer.channel(), "tracker.requests")).body == b"{}"


async def test_a_web_process_hears_what_it_binds_its_own_live_queue_to(vhost: BrokerUrls) -> None:
    async with await connect(vhost["tracker"]) as producer, await connect(vhost["accounting"]) as listener:
        channel = await listener.channel()
        live = await channel.declare_queue("accounting.live.1a2b", exclusive=True)
        await live.bind("tracker", "task.completed")
        exchange = await (await producer.channel()).get_exchange("tracker", ensure=False)

        await exchange.publish(Message(b"{}"), routing_key="task.completed")

        assert (await one_from(channel, "accounting.live.1a2b")).body == b"{}"
