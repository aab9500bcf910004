"""An inbox as tests fill it and look into it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from aiormq.abc import DeliveredMessage
from pamqp.commands import Basic

from chassis.envelope import Envelope
from chassis.rabbitmq.connection import consuming, publishing
from chassis.rabbitmq.headers import REASON
from chassis.rabbitmq.names import dead_of, inbox_of
from chassis.rabbitmq.publisher import Outgoing, Publisher
from tests.chassis.messaging.ledger import Ledger, task_completed_v1
from tests.chassis.messaging.support import an_envelope
from tests.eventually import eventually
from tests.servers.rabbitmq import BrokerUrls

INBOX, DEAD = inbox_of("accounting"), dead_of("accounting")


def more_than(count: int, ledger: Ledger) -> bool:
    """Whether that many messages were handed to the ledger."""
    return sum(ledger.batches) > count


async def send(broker: BrokerUrls, *bodies: bytes, type_: str = "task.completed") -> None:
    """Publish bodies as the tracker."""
    async with publishing(broker["tracker"], "test") as channel:
        await Publisher(channel).publish(
            [Outgoing("tracker", type_, f"m-{number}", body, type_) for number, body in enumerate(bodies)]
        )


async def left_in(broker: BrokerUrls, queue: str) -> list[DeliveredMessage]:
    """What lies in a queue, left there."""
    left = []
    async with consuming(broker.admin, "test", 0) as channel:
        while not isinstance((message := await channel.basic_get(queue)).delivery, Basic.GetEmpty):
            left.append(message)
    return left


async def dead(broker: BrokerUrls) -> list[tuple[Any, bytes]]:
    """Reasons and bodies of the dead letters."""
    return [((one.header.properties.headers or {})[REASON], one.body) for one in await left_in(broker, DEAD)]


def many(count: int) -> list[Envelope]:
    """Completions of as many tasks."""
    return [an_envelope() for _ in range(count)]


def facts(envelopes: Sequence[Envelope]) -> set[tuple[UUID, int]]:
    """What the ledger must hold after `envelopes`."""
    return set(task_completed_v1(envelopes).completions)


def bodies(envelopes: Sequence[Envelope]) -> list[bytes]:
    """As they travel."""
    return [one.to_bytes() for one in envelopes]


async def holds(ledger: Ledger, envelopes: Sequence[Envelope], within_seconds: float = 10) -> None:
    """Wait until the ledger holds exactly what `envelopes` say."""
    expected = facts(envelopes)

    async def look() -> None:
        booked = await ledger.booked()
        assert booked == expected, f"{len(booked)} of {len(expected)} booked"

    await eventually(look, within_seconds=within_seconds)
