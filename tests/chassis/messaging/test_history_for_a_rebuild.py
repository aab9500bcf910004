"""History told once more, into a queue beside the inbox, which notices nothing of it."""

import json

import pytest

from chassis.consumer import Consumer, Subscription
from chassis.history import HistoryAnswers, RebuildRequest, rebuild_name
from chassis.postgres.database import Database
from chassis.rabbitmq.names import SYNC_FINISHED, dead_of, inbox_of, rebuild_of
from chassis.relay import Relay
from schema_registry.payloads import TASK_COMPLETED_V1
from tests.chassis.messaging.inbox import left_in
from tests.chassis.messaging.ledger import Ledger, task_completed_v1
from tests.chassis.messaging.support import Received, a_completion, connection_to, reading, running
from tests.chassis.messaging.test_history import is_empty, request, say, settled
from tests.eventually import eventually
from tests.infrastructure import DatabaseUrls
from tests.servers.rabbitmq import BrokerUrls


def ends(received: Received) -> list[str]:
    """The cursors whose end was told."""
    return [
        json.loads(message.body)["cursor"]
        for message in received.messages
        if message.header.properties.message_type == SYNC_FINISHED
    ]


async def test_each_rebuild_hears_everything_and_the_inbox_nothing(
    urls: DatabaseUrls, database: Database, broker: BrokerUrls
) -> None:
    await say(database, *[a_completion() for _ in range(30)])
    first, second = rebuild_name("analytics", "1"), rebuild_name("analytics", "2")

    async with (
        running(Relay("tracker", urls.runtime, broker["tracker"], page_rows=10)),
        running(HistoryAnswers("tracker", urls.runtime, broker["tracker"])),
    ):
        await eventually(lambda: settled(urls), within_seconds=15)
        told_live = len(await left_in(broker, inbox_of("analytics")))
        async with reading(broker["analytics"], rebuild_of("analytics")) as received:
            await RebuildRequest("analytics", "1", broker["analytics"]).ask(["tracker"])
            await eventually(lambda: ends(received) == [first], within_seconds=15)
            await RebuildRequest("analytics", "2", broker["analytics"]).ask(["tracker"])
            await eventually(lambda: ends(received) == [first, second], within_seconds=15)

    assert len(received.messages) == 2 * 31
    assert len(await left_in(broker, inbox_of("analytics"))) == told_live == 30


async def test_how_many_wait_is_asked_without_taking_any(
    urls: DatabaseUrls, database: Database, broker: BrokerUrls
) -> None:
    await say(database, a_completion(), a_completion())
    asking = RebuildRequest("analytics", "1", broker["analytics"])
    before = await asking.waiting()

    async def all_wait() -> bool:
        return await asking.waiting() == 3

    async with (
        running(Relay("tracker", urls.runtime, broker["tracker"])),
        running(HistoryAnswers("tracker", urls.runtime, broker["tracker"])),
    ):
        await asking.ask(["tracker"])
        await eventually(all_wait, within_seconds=15)

    assert before == 0
    assert len(await left_in(broker, rebuild_of("analytics"))) == 3


@pytest.mark.parametrize(
    ("service", "rebuild"), [("accounting", "1"), ("analytics", "no such thing"), ("analytics", 7)]
)
async def test_a_rebuild_that_no_queue_would_take_is_refused(
    broker: BrokerUrls, urls: DatabaseUrls, service: str, rebuild: object
) -> None:
    body = json.dumps({"producers": ["tracker"], "rebuild": rebuild}).encode()

    async with running(HistoryAnswers("tracker", urls.runtime, broker["tracker"])):
        await request(broker, service, body)
        await eventually(lambda: left_in(broker, dead_of("tracker")))

    async with connection_to(urls.runtime) as connection:
        assert await connection.fetchval("SELECT count(*) FROM outbox_cursor WHERE name <> 'live'") == 0


async def test_the_end_of_another_rebuild_is_passed_over(
    urls: DatabaseUrls, database: Database, broker: BrokerUrls, ledger: Ledger
) -> None:
    heard: list[str] = []

    class Hears:
        async def finish(self, producer: str) -> None:
            heard.append(producer)

    async def all_is_told() -> bool:
        async with connection_to(urls.runtime) as connection:
            cursors = await connection.fetchval("SELECT count(*) FROM outbox_cursor WHERE name <> 'live'")
        return cursors == 0 and await is_empty(broker, rebuild_of("analytics"))

    consumer = Consumer(
        "analytics",
        broker["analytics"],
        ledger.mediator,
        [Subscription(TASK_COMPLETED_V1, task_completed_v1)],
        history=Hears(),
        inbox=rebuild_of("analytics"),
        told_by=rebuild_name("analytics", "2"),
    )
    await say(database, a_completion())
    async with (
        running(Relay("tracker", urls.runtime, broker["tracker"])),
        running(HistoryAnswers("tracker", urls.runtime, broker["tracker"])),
        running(consumer),
    ):
        await RebuildRequest("analytics", "1", broker["analytics"]).ask(["tracker"])
        await RebuildRequest("analytics", "2", broker["analytics"]).ask(["tracker"])
        await eventually(lambda: bool(heard), within_seconds=15)
        await eventually(all_is_told, within_seconds=15)

    assert heard == ["tracker"]
    assert len(await ledger.booked()) == 1
