"""The consumer: everything takes effect once, whatever breaks; what cannot is put aside with its reason."""

import json
from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from chassis.consumer import Consumer, Subscription
from chassis.consumer.consumer import DuplicateSubscription
from chassis.consumer.mailbox import AT_ONCE
from chassis.envelope import Envelope
from chassis.rabbitmq.connection import publishing
from chassis.rabbitmq.headers import ATTEMPTS, DETAIL, REASON
from schema_registry.payloads import TASK_COMPLETED_V1
from tests.chassis.messaging.inbox import (
    DEAD,
    INBOX,
    bodies,
    dead,
    facts,
    holds,
    left_in,
    many,
    more_than,
    send,
)
from tests.chassis.messaging.ledger import ASSIGNMENT_NO_MAX, Ledger, task_completed_v1
from tests.chassis.messaging.support import a_completion, an_envelope, running
from tests.eventually import PATIENCE, eventually
from tests.faults.proxy import proxied
from tests.servers.rabbitmq import BrokerUrls

SOME_SECONDS = 10.0
"""Longer than a slow machine takes to deliver a few messages one by one."""


async def test_messages_take_effect_and_leave_the_inbox(ledger: Ledger, broker: BrokerUrls) -> None:
    sent = many(500)
    await send(broker, *bodies(sent))

    async with running(ledger.consumer(broker["accounting"])):
        await holds(ledger, sent)

    assert await left_in(broker, INBOX) == []
    assert max(ledger.batches) <= 200
    assert len(ledger.batches) < 100


async def test_the_same_message_twice_takes_effect_once(ledger: Ledger, broker: BrokerUrls) -> None:
    [once] = many(1)

    async with running(ledger.consumer(broker["accounting"])):
        await send(broker, *bodies([once, once]))
        await send(broker, *bodies([once]))
        await eventually(lambda: sum(ledger.batches) >= 3)

    assert await ledger.booked() == facts([once])
    assert await left_in(broker, INBOX) == []


async def test_a_poisonous_message_alone_is_put_aside_with_its_reason(
    ledger: Ledger, broker: BrokerUrls
) -> None:
    poison = an_envelope(a_completion(assignment_no=ASSIGNMENT_NO_MAX + 1))

    async with running(ledger.consumer(broker["accounting"])):
        await send(broker, *bodies([poison]))
        await eventually(lambda: left_in(broker, DEAD))

    [letter] = await left_in(broker, DEAD)
    headers = letter.header.properties.headers or {}
    assert (headers[REASON], headers[ATTEMPTS]) == ("data", 1)
    assert "CheckViolationError" in str(headers[DETAIL])
    assert letter.body == poison.to_bytes()
    assert await left_in(broker, INBOX) == []
    assert await ledger.booked() == set()


async def test_poison_in_a_batch_takes_nothing_with_it(ledger: Ledger, broker: BrokerUrls) -> None:
    sent = many(120)
    poison = [an_envelope(a_completion(assignment_no=ASSIGNMENT_NO_MAX + 1 + n)) for n in range(3)]
    mixed = [*sent[:7], poison[0], *sent[7:60], poison[1], poison[2], *sent[60:]]
    await send(broker, *bodies(mixed))

    async with running(ledger.consumer(broker["accounting"])):
        await holds(ledger, sent)
        await eventually(lambda: _is_dead(broker, 3))

    assert {body for _, body in await dead(broker)} == set(bodies(poison))
    assert await left_in(broker, INBOX) == []


async def _is_dead(broker: BrokerUrls, count: int) -> bool:
    return len(await left_in(broker, DEAD)) >= count


def altered(**changes: Any) -> bytes:
    """A completion whose envelope says something else."""
    return json.dumps({**an_envelope().as_json(), **changes}).encode()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"\xff\xfe not json", "malformed"),
        (b"[]", "malformed"),
        (b"{}", "invalid"),
        (altered(type="task.eaten", dataschema="urn:popug:task.eaten:1"), "unknown_type"),
        (altered(eventversion=99, dataschema="urn:popug:task.completed:99"), "unknown_version"),
        (altered(data={"task_id": "?"}), "invalid"),
        (altered(source="/analytics"), "invalid"),
    ],
)
async def test_what_nobody_can_read_becomes_a_dead_letter_and_stops_nothing(
    ledger: Ledger, broker: BrokerUrls, body: bytes, reason: str
) -> None:
    sound = many(2)
    await send(broker, bodies(sound)[0], body, bodies(sound)[1])

    async with running(ledger.consumer(broker["accounting"])):
        await holds(ledger, sound)
        await eventually(lambda: left_in(broker, DEAD))

    assert await dead(broker) == [(reason, body)]


async def test_an_event_without_a_subscription_is_not_dropped_in_silence(
    ledger: Ledger, broker: BrokerUrls
) -> None:
    consumer = Consumer("accounting", broker["accounting"], ledger.mediator, [])
    await send(broker, *bodies(many(1)))

    async with running(consumer):
        await eventually(lambda: left_in(broker, DEAD))

    assert [reason for reason, _ in await dead(broker)] == ["not_subscribed"]


async def test_what_nobody_expected_is_tried_again_later_and_then_put_aside(
    ledger: Ledger, broker: BrokerUrls
) -> None:
    sent = many(20)
    ledger.explode_on = {next(iter(facts(sent[:1])))[0]}
    await send(broker, *bodies(sent))

    async with running(ledger.consumer(broker["accounting"], attempts_max=2)):
        await holds(ledger, sent[1:])
        await eventually(lambda: left_in(broker, DEAD), within_seconds=15)

    [letter] = await left_in(broker, DEAD)
    headers = letter.header.properties.headers or {}
    assert (headers[REASON], headers[ATTEMPTS]) == ("attempts_exhausted", 2)
    assert letter.body == sent[0].to_bytes()


async def test_what_nobody_expected_succeeds_when_it_comes_back(ledger: Ledger, broker: BrokerUrls) -> None:
    [sent] = many(1)
    ledger.explode_on = {next(iter(facts([sent])))[0]}

    async with running(ledger.consumer(broker["accounting"])):
        await send(broker, *bodies([sent]))
        await eventually(lambda: ledger.batches)
        ledger.explode_on = set()
        await holds(ledger, [sent], within_seconds=15)

    assert await left_in(broker, DEAD) == []


async def test_is_ready_only_while_the_broker_has_it_as_a_consumer(
    ledger: Ledger, broker: BrokerUrls
) -> None:
    async with proxied(broker["accounting"]) as (url, proxy):
        consumer = ledger.consumer(url)
        assert not consumer.ready()

        async with running(consumer):
            await eventually(consumer.ready)
            await proxy.close()
            await eventually(lambda: not consumer.ready())
            await proxy.open()
            await eventually(consumer.ready, within_seconds=10)

        assert not consumer.ready()


async def test_tells_afterwards_what_was_committed_and_survives_a_listener_that_fails(
    ledger: Ledger, broker: BrokerUrls
) -> None:
    told: list[UUID] = []

    async def listen(envelopes: Sequence[Envelope]) -> None:
        told.extend(one.id for one in envelopes)
        raise RuntimeError("the listener stumbles")

    sent = many(5)
    async with running(ledger.consumer(broker["accounting"], after_batch=listen)):
        for one in sent:
            await send(broker, *bodies([one]))
        await eventually(lambda: len(told) == 5)

    assert set(told) == {one.id for one in sent}
    assert await left_in(broker, INBOX) == []


async def test_a_batch_too_large_for_one_statement_is_halved_until_it_fits(
    ledger: Ledger, broker: BrokerUrls
) -> None:
    sent = many(40)
    ledger.in_time_max = 5
    await send(broker, *bodies(sent))

    async with running(ledger.consumer(broker["accounting"])):
        await holds(ledger, sent)

    assert max(ledger.batches) > ledger.in_time_max
    assert await dead(broker) == []


@pytest.mark.parametrize(("room_for", "most"), [(3.5, 3), (0.5, 1)], ids=["three", "not even one"])
async def test_a_batch_has_no_more_bytes_than_it_may(
    room_for: float, most: int, ledger: Ledger, broker: BrokerUrls
) -> None:
    sent = many(40)
    await send(broker, *bodies(sent))
    batch_bytes_max = int(room_for * max(map(len, bodies(sent))))

    async with running(ledger.consumer(broker["accounting"], batch_bytes_max=batch_bytes_max)):
        await holds(ledger, sent)

    assert max(ledger.batches) == most


@pytest.mark.parametrize(
    "seconds", [SOME_SECONDS, 60.0], ids=["until the time is up", "until there is a batch"]
)
async def test_what_keeps_coming_is_gathered_and_what_comes_first_is_not(
    seconds: float, ledger: Ledger, broker: BrokerUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chassis.consumer.consumer.GATHER_SECONDS", seconds)
    sent = many(AT_ONCE + 4)
    first, later = sent[:AT_ONCE], sent[AT_ONCE:]

    async with running(
        ledger.consumer(broker["accounting"], batch_size_max=200 if seconds == SOME_SECONDS else len(later))
    ):
        for number, each in enumerate(first):
            await send(broker, *bodies([each]))
            await eventually(partial(more_than, number, ledger), within_seconds=SOME_SECONDS / PATIENCE / 2)
        async with publishing(broker["tracker"], "test") as channel:
            for each in later:
                await channel.basic_publish(
                    each.to_bytes(), exchange="tracker", routing_key="task.completed", mandatory=True
                )
        await holds(ledger, sent, within_seconds=30)

    assert ledger.batches == [*[1] * AT_ONCE, len(later)]


async def test_two_consumers_share_the_work(ledger: Ledger, broker: BrokerUrls) -> None:
    sent = many(2_000)
    other = Ledger(ledger.database)

    async with running(ledger.consumer(broker["accounting"])), running(other.consumer(broker["accounting"])):
        await send(broker, *bodies(sent))
        await holds(ledger, sent, within_seconds=20)

    assert sum(ledger.batches) > 0
    assert sum(other.batches) > 0


def test_refuses_two_subscriptions_to_one_version(ledger: Ledger) -> None:
    subscription = Subscription(TASK_COMPLETED_V1, task_completed_v1)

    with pytest.raises(DuplicateSubscription):
        Consumer("accounting", "amqp://", ledger.mediator, [subscription, subscription])
