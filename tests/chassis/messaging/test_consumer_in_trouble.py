"""The consumer while the broker or the database is away, cut or restarted: nothing is lost or put aside."""

import asyncio
from functools import partial

from prometheus_client import REGISTRY

from chassis.postgres.database import Database
from tests.chassis.messaging.inbox import (
    DEAD,
    INBOX,
    bodies,
    holds,
    left_in,
    many,
    more_than,
    send,
)
from tests.chassis.messaging.ledger import Ledger
from tests.chassis.messaging.support import connection_to, running
from tests.eventually import eventually
from tests.faults.proxy import proxied
from tests.servers.postgres import DatabaseUrls
from tests.servers.rabbitmq import BrokerUrls


async def test_nothing_is_acknowledged_before_it_is_committed(ledger: Ledger, broker: BrokerUrls) -> None:
    sent = many(30)
    await send(broker, *bodies(sent))
    ledger.gate.clear()

    async with running(ledger.consumer(broker["accounting"])) as task:
        await eventually(ledger.entered.is_set)
        task.cancel()
    assert await ledger.booked() == set()

    ledger.gate.set()
    async with running(ledger.consumer(broker["accounting"])):
        await holds(ledger, sent)


async def test_connections_cut_in_mid_batch_lose_nothing(ledger: Ledger, broker: BrokerUrls) -> None:
    sent = many(3_000)
    await send(broker, *bodies(sent))

    async with proxied(broker["accounting"]) as (url, proxy), running(ledger.consumer(url)):
        cuts = 0
        for least in (200, 1_200, 2_000):
            await eventually(partial(more_than, least, ledger), within_seconds=20)
            cuts += proxy.cut()
        await holds(ledger, sent, within_seconds=20)

    assert cuts > 0
    assert await left_in(broker, DEAD) == []


async def test_terminated_database_sessions_put_nothing_aside(
    ledger: Ledger, broker: BrokerUrls, urls: DatabaseUrls
) -> None:
    sent = many(2_000)
    await send(broker, *bodies(sent))

    async with running(ledger.consumer(broker["accounting"])):
        for least in (100, 800, 1_400):
            await eventually(partial(more_than, least, ledger), within_seconds=20)
            await terminate_sessions(urls)
        await holds(ledger, sent, within_seconds=30)

    assert await left_in(broker, DEAD) == []
    assert await left_in(broker, INBOX) == []


async def test_a_session_ended_in_mid_transaction_is_nobodys_fault(
    ledger: Ledger, broker: BrokerUrls, urls: DatabaseUrls
) -> None:
    sent = many(1)
    await send(broker, *bodies(sent))
    ledger.gate.clear()

    async with running(ledger.consumer(broker["accounting"])):
        await eventually(ledger.entered.is_set)
        await terminate_sessions(urls)
        ledger.gate.set()
        await holds(ledger, sent)

    assert await left_in(broker, DEAD) == []


async def terminate_sessions(urls: DatabaseUrls) -> None:
    """End every session of the service's role but this one."""
    async with connection_to(urls.runtime) as connection:
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE backend_type = 'client backend' AND usename = current_user "
            "AND datname = current_database() AND pid <> pg_backend_pid()"
        )


async def test_a_database_away_for_a_while_is_waited_for(
    ledger: Ledger, broker: BrokerUrls, urls: DatabaseUrls
) -> None:
    sent = many(50)

    async with proxied(urls.runtime) as (url, proxy):
        elsewhere = Database(url, application_name="tests")
        troubled = Ledger(elsewhere)
        await proxy.close()
        async with running(troubled.consumer(broker["accounting"])):
            await send(broker, *bodies(sent))
            await asyncio.wait_for(_sure_to_have_failed(), timeout=5)
            await proxy.open()
            await holds(ledger, sent, within_seconds=15)
        await elsewhere.close()

    assert await left_in(broker, DEAD) == []


async def _sure_to_have_failed() -> None:
    before = failures()
    await eventually(lambda: failures() > before)


def failures() -> float:
    """Failures the consumer blamed on passing trouble."""
    return REGISTRY.get_sample_value("popug_consumer_failed_total", {"kind": "passing"}) or 0.0
