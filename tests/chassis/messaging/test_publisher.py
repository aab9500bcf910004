"""Publishing: in order, confirmed, and never silently into nowhere."""

import asyncio

import pytest
from aiormq.exceptions import ChannelInvalidStateError

from chassis.rabbitmq.connection import BROKER_FAILURES, publishing
from chassis.rabbitmq.names import inbox_of
from chassis.rabbitmq.publisher import Outgoing, Publisher, Unconfirmed
from chassis.rabbitmq.side_publisher import SidePublisher
from tests.chassis.messaging.support import reading
from tests.eventually import eventually
from tests.faults.proxy import proxied
from tests.servers.rabbitmq import BrokerUrls


def messages(count: int, *, routing_key: str = "task.completed", size: int = 10) -> list[Outgoing]:
    """Numbered messages from the tracker."""
    return [
        Outgoing("tracker", routing_key, f"m-{number}", b"%0*d" % (size, number), routing_key)
        for number in range(count)
    ]


@pytest.mark.parametrize("count", [0, 1, 63, 64, 65, 2000])
async def test_everything_arrives_once_and_in_order(broker: BrokerUrls, count: int) -> None:
    sent = messages(count)

    async with reading(broker.admin, inbox_of("accounting")) as received:
        async with publishing(broker["tracker"], "test") as channel:
            await Publisher(channel).publish(sent)
        await eventually(lambda: len(received.bodies) == count)

    assert received.bodies == [one.body for one in sent]


async def test_a_message_says_what_it_is_and_survives_the_broker(broker: BrokerUrls) -> None:
    async with reading(broker.admin, inbox_of("accounting")) as received:
        async with publishing(broker["tracker"], "test") as channel:
            await Publisher(channel).publish(messages(1))
        await eventually(lambda: received.messages)

    properties = received.messages[0].header.properties
    assert properties.delivery_mode == 2
    assert properties.content_type == "application/cloudevents+json"
    assert (properties.message_id, properties.message_type) == ("m-0", "task.completed")


async def test_a_body_larger_than_a_frame_arrives_whole(broker: BrokerUrls) -> None:
    async with reading(broker.admin, inbox_of("accounting")) as received:
        async with publishing(broker["tracker"], "test") as channel:
            await Publisher(channel).publish(messages(2, size=400_000))
        await eventually(lambda: len(received.bodies) == 2)

    assert [len(body) for body in received.bodies] == [400_000, 400_000]


async def test_a_message_no_queue_wants_is_an_error_and_not_a_success(broker: BrokerUrls) -> None:
    async with publishing(broker["tracker"], "test") as channel:
        publisher = Publisher(channel)

        with pytest.raises(Unconfirmed, match="not routed"):
            await publisher.publish([*messages(70), *messages(1, routing_key="nobody.listens")])


async def test_publishing_to_an_exchange_of_another_service_is_refused(broker: BrokerUrls) -> None:
    async with publishing(broker["analytics"], "test") as channel:
        with pytest.raises(BROKER_FAILURES):
            await Publisher(channel).publish(messages(1))


async def test_a_connection_cut_while_publishing_is_reported(broker: BrokerUrls) -> None:
    async with proxied(broker["tracker"]) as (url, proxy), publishing(url, "test") as channel:
        publisher = Publisher(channel)
        await publisher.publish(messages(1))

        sending = asyncio.create_task(publisher.publish(messages(20_000)))
        await asyncio.sleep(0)
        proxy.cut()

        with pytest.raises(BROKER_FAILURES):
            await sending
        with pytest.raises(ChannelInvalidStateError):
            await publisher.publish(messages(1))


async def test_the_side_publisher_connects_again_after_a_cut(broker: BrokerUrls) -> None:
    async with (
        proxied(broker["tracker"]) as (url, proxy),
        reading(broker.admin, inbox_of("accounting")) as received,
    ):
        publisher = SidePublisher(url, "test")
        await publisher.publish(messages(1))
        proxy.cut()

        await publisher.publish(messages(1))
        await eventually(lambda: len(received.bodies) == 2)
        await publisher.close()
