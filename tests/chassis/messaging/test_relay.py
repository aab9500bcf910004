"""The relay: whatever was committed reaches the broker, through crashes, cuts and rivals."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial

import pytest

from chassis.postgres.database import Database
from chassis.postgres.signal import OutboxSignal
from chassis.rabbitmq.names import inbox_of
from chassis.rabbitmq.publisher import Outgoing, Publisher
from chassis.relay import Relay
from tests.chassis.messaging.support import Received, a_completion, append, connection_to, reading, running
from tests.chassis.messaging.test_log import (
    Verdict,
    Written,
    verdict,
    with_aggregates,
    write_all,
)
from tests.chassis.messaging.test_outbox import an_outbox
from tests.eventually import eventually
from tests.faults.proxy import proxied
from tests.infrastructure import TestRabbitmq
from tests.servers.postgres import DatabaseUrls
from tests.servers.rabbitmq import BrokerUrls

INBOX = inbox_of("accounting")


def more_than(count: int, received: Received) -> bool:
    """Whether that many different events have come."""
    return len(set(received.bodies)) > count


async def say(urls: DatabaseUrls, *bodies: bytes) -> None:
    """Commit events with these bodies."""
    async with connection_to(urls.runtime) as connection:
        await append(connection, *bodies)


@asynccontextmanager
async def a_relay(urls: DatabaseUrls, rabbitmq_url: str, page_rows: int = 100) -> AsyncIterator[Relay]:
    """A tracker's relay at work."""
    relay = Relay("tracker", urls.runtime, rabbitmq_url, page_rows=page_rows)
    async with running(relay):
        yield relay


async def test_what_many_writers_commit_arrives_once_and_in_order(
    urls: DatabaseUrls, broker: BrokerUrls
) -> None:
    await with_aggregates(urls)
    written = Written()

    async with reading(broker.admin, INBOX) as received, a_relay(urls, broker["tracker"]):
        await write_all(urls, written)
        await eventually(lambda: received.has(*written.committed), within_seconds=20)

    assert verdict(written, received.bodies) == Verdict(0, 0, 0)


async def test_an_event_committed_while_no_relay_ran_is_published_by_the_next(
    urls: DatabaseUrls, broker: BrokerUrls
) -> None:
    await say(urls, b"said before anyone listened")

    async with reading(broker.admin, INBOX) as received, a_relay(urls, broker["tracker"]):
        await eventually(lambda: received.has(b"said before anyone listened"))

    assert len(received.bodies) == 1


async def test_a_backlog_of_many_pages_arrives_once(urls: DatabaseUrls, broker: BrokerUrls) -> None:
    said = [b"0:%d" % number for number in range(2_345)]
    await say(urls, *said)

    async with reading(broker.admin, INBOX) as received, a_relay(urls, broker["tracker"]):
        await eventually(lambda: len(received.bodies) >= len(said), within_seconds=20)

    assert received.bodies == said


async def test_a_relay_killed_in_mid_page_is_followed_by_duplicates_and_no_gap(
    urls: DatabaseUrls, broker: BrokerUrls
) -> None:
    said = [b"0:%d" % number for number in range(5_000)]
    await say(urls, *said)
    doomed = Relay("tracker", urls.runtime, broker["tracker"], page_rows=1_000)

    async with reading(broker.admin, INBOX) as received:
        async with running(doomed) as task:
            await eventually(lambda: len(received.bodies) > 500)
            task.cancel()
        async with a_relay(urls, broker["tracker"]):
            await eventually(lambda: received.has(*said), within_seconds=20)

    assert list(dict.fromkeys(received.bodies)) == said
    assert max(Counter(received.bodies).values()) <= 2


async def test_what_no_broker_confirmed_is_sent_again_by_the_next_relay(
    urls: DatabaseUrls, broker: BrokerUrls
) -> None:
    first, *others = said = [b"0:%d" % number for number in range(30)]

    async with reading(broker.admin, INBOX) as received:
        async with (
            proxied(broker["tracker"]) as (url, proxy),
            running(Relay("tracker", urls.runtime, url)) as task,
        ):
            await say(urls, first)
            await eventually(lambda: received.has(first), within_seconds=20)
            proxy.silence()
            await say(urls, *others)
            await eventually(lambda: proxy.held_back > 0)
            task.cancel()
            proxy.cut()
        assert received.bodies == [first]
        async with a_relay(urls, broker["tracker"]):
            await eventually(lambda: received.has(*said), within_seconds=20)

    assert received.bodies == said


async def test_the_broker_cut_off_while_publishing_costs_nothing_but_duplicates(
    urls: DatabaseUrls, broker: BrokerUrls
) -> None:
    said = [b"0:%d" % number for number in range(6_000)]

    async with (
        proxied(broker["tracker"]) as (url, proxy),
        reading(broker.admin, INBOX) as received,
        a_relay(urls, url, page_rows=500),
    ):
        await say(urls, *said)
        cuts = 0
        for threshold in (500, 2_000, 4_000):
            await eventually(partial(more_than, threshold, received), within_seconds=20)
            cuts += proxy.cut()
        await eventually(lambda: received.has(*said), within_seconds=20)

    assert cuts > 0
    assert list(dict.fromkeys(received.bodies)) == said


async def test_a_broker_away_for_a_while_delays_and_loses_nothing(
    urls: DatabaseUrls, broker: BrokerUrls
) -> None:
    async with (
        proxied(broker["tracker"]) as (url, proxy),
        reading(broker.admin, INBOX) as received,
        a_relay(urls, url) as relay,
    ):
        await eventually(relay.ready)
        await proxy.close()
        await eventually(lambda: not relay.ready())
        await say(urls, b"said into the silence")
        await proxy.open()
        await eventually(lambda: received.has(b"said into the silence"), within_seconds=10)


async def test_terminated_database_sessions_delay_and_lose_nothing(
    urls: DatabaseUrls, broker: BrokerUrls, postgres: object
) -> None:
    said = [b"0:%d" % number for number in range(3_000)]
    await say(urls, *said)

    async with reading(broker.admin, INBOX) as received, a_relay(urls, broker["tracker"]):
        for mark in (300, 1_500):
            await eventually(partial(more_than, mark, received), within_seconds=20)
            async with connection_to(urls.runtime) as connection:
                await connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE application_name = 'tracker-relay' AND datname = current_database()"
                )
        await eventually(lambda: received.has(*said), within_seconds=20)

    assert list(dict.fromkeys(received.bodies)) == said


async def test_of_two_relays_one_leads_and_the_other_takes_over(
    urls: DatabaseUrls, broker: BrokerUrls
) -> None:
    said = [b"0:%d" % number for number in range(2_000)]

    async with reading(broker.admin, INBOX) as received, a_relay(urls, broker["tracker"]):
        async with a_relay(urls, broker["tracker"]):
            await say(urls, *said[:1_000])
            await eventually(lambda: received.has(*said[:1_000]), within_seconds=20)
        await say(urls, *said[1_000:])
        await eventually(lambda: received.has(*said[1_000:]), within_seconds=20)

    assert received.bodies == said


async def test_a_leader_that_lost_the_lead_without_noticing_stops_at_the_fence(
    urls: DatabaseUrls, broker: BrokerUrls
) -> None:
    async with reading(broker.admin, INBOX) as received, a_relay(urls, broker["tracker"]):
        await say(urls, b"first")
        await eventually(lambda: received.has(b"first"))
        async with connection_to(urls.runtime) as usurper:
            epoch = await usurper.fetchval("UPDATE outbox_cursor SET epoch = epoch + 1 RETURNING epoch")

            await say(urls, b"second")
            await eventually(lambda: received.has(b"second"))

            later = await eventually(lambda: _epoch_after(urls, epoch))

    assert later > epoch
    assert set(received.bodies) == {b"first", b"second"}


async def _epoch_after(urls: DatabaseUrls, epoch: int) -> int | None:
    async with connection_to(urls.runtime) as connection:
        now: int = await connection.fetchval("SELECT epoch FROM outbox_cursor")
    assert now > epoch, "the old leader still writes under an epoch that is over"
    return now


async def test_what_keeps_being_committed_is_passed_on_in_rounds(
    urls: DatabaseUrls, broker: BrokerUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds: list[int] = []
    publish = Publisher.publish

    async def noting(publisher: Publisher, messages: Sequence[Outgoing]) -> None:
        rounds.append(len(messages))
        await publish(publisher, messages)

    monkeypatch.setattr(Publisher, "publish", noting)
    monkeypatch.setattr("chassis.relay.relay.ROUND_SECONDS", 10.0)
    async with reading(broker.admin, INBOX) as received, a_relay(urls, broker["tracker"]) as relay:
        await eventually(relay.ready)
        await say(urls, b"first")
        await eventually(lambda: rounds)
        async with connection_to(urls.runtime) as connection:
            for later in (b"second", b"third", b"fourth"):
                await append(connection, later)
        await eventually(lambda: received.has(b"first", b"second", b"third", b"fourth"), within_seconds=30)

    assert rounds == [1, 3]


async def test_an_idle_relay_is_woken_by_the_commit(
    database: Database, urls: DatabaseUrls, broker: BrokerUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chassis.relay.relay.POLL_SECONDS_MIN", 30.0)
    monkeypatch.setattr("chassis.relay.relay.POLL_SECONDS_MAX", 30.0)
    signal = OutboxSignal(urls.runtime)
    await signal.start()

    async with reading(broker.admin, INBOX) as received, a_relay(urls, broker["tracker"]) as relay:
        await eventually(relay.ready)
        await eventually(lambda: _woken(database, signal, received), within_seconds=10)
    await signal.stop()


async def _woken(database: Database, signal: OutboxSignal, received: Received) -> bool:
    async with database.transaction() as transaction:
        outbox = an_outbox(transaction)
        await outbox.add(a_completion())
        transaction.after_commit(signal.wake)
    return bool(received.bodies)


async def test_stops_within_moments_when_told_to(urls: DatabaseUrls, broker: BrokerUrls) -> None:
    stop = asyncio.Event()
    relay = Relay("tracker", urls.runtime, broker["tracker"])
    task = asyncio.create_task(relay.run(stop))
    await eventually(relay.ready)

    stop.set()

    async with asyncio.timeout(5):
        await task
    assert not relay.ready()


async def test_a_topology_without_takers_is_not_mistaken_for_success(
    urls: DatabaseUrls, broker: BrokerUrls, rabbitmq: TestRabbitmq
) -> None:
    async with connection_to(urls.runtime) as connection:
        await connection.execute("INSERT INTO outbox (type, version, body) VALUES ('nobody.listens', 1, 'x')")

        async with a_relay(urls, broker["tracker"]) as relay:
            await eventually(lambda: not relay.ready())
            done = await connection.fetchval("SELECT win IS NULL AND sweep_to IS NULL FROM outbox_cursor")

    assert not done
