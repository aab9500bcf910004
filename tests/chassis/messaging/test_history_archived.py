"""A history with holes is told to nobody: the request waits, loudly, until the archived parts are back."""

from pathlib import Path

from chassis.archive import archive, restore
from chassis.history import HistoryAnswers
from chassis.observability.metrics import HISTORY_WAITS
from chassis.rabbitmq.names import dead_of, inbox_of
from chassis.relay import Relay
from tests.chassis.messaging.archived import FIRST, NEW, OLD, fill_first_part, tell_all
from tests.chassis.messaging.inbox import left_in
from tests.chassis.messaging.support import connection_to, reading, running
from tests.chassis.messaging.test_history import opened_cursor, replay_cursor, request
from tests.eventually import eventually
from tests.infrastructure import DatabaseUrls
from tests.servers.rabbitmq import BrokerUrls


async def test_history_waits_until_it_is_whole_again(
    urls: DatabaseUrls, broker: BrokerUrls, tmp_path: Path
) -> None:
    await fill_first_part(urls)
    await tell_all(urls)
    async with connection_to(urls.owner) as owner:
        await archive(owner, "tracker", 0, tmp_path)

        async with (
            running(HistoryAnswers("tracker", urls.runtime, broker["tracker"])),
            running(Relay("tracker", urls.runtime, broker["tracker"])),
            reading(broker["accounting"], inbox_of("accounting")) as received,
        ):
            await request(broker, "accounting", b'{"producers": ["tracker"]}')
            await eventually(lambda: HISTORY_WAITS._value.get() == 1)
            told, cursor = received.bodies, await replay_cursor(urls)
            await restore(owner, FIRST)
            await eventually(lambda: received.has(*OLD, *NEW), within_seconds=15)
            await eventually(lambda: HISTORY_WAITS._value.get() == 0)

    assert (told, cursor) == ([], None)
    assert await left_in(broker, dead_of("tracker")) == []


async def test_stopping_leaves_the_request_for_whoever_comes_next(
    urls: DatabaseUrls, broker: BrokerUrls, tmp_path: Path
) -> None:
    await fill_first_part(urls)
    await tell_all(urls)
    async with connection_to(urls.owner) as owner:
        await archive(owner, "tracker", 0, tmp_path)
        await request(broker, "accounting", b'{"producers": ["tracker"]}')
        async with running(HistoryAnswers("tracker", urls.runtime, broker["tracker"])):
            await eventually(lambda: HISTORY_WAITS._value.get() == 1)
        await restore(owner, FIRST)

    async with running(HistoryAnswers("tracker", urls.runtime, broker["tracker"])):
        cursor = await eventually(lambda: opened_cursor(urls))

    assert cursor["sweep_to"] is not None
