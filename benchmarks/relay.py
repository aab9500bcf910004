"""The relay against a bare publisher with confirms: the same bytes, to the same queue, in the same run.

`python -m benchmarks.relay [EVENTS]` prints both rates and their ratio (goal P5: at least 0.6), and how many
assignments a second pass in events of 500 (at least 100,000).
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from functools import partial

import aio_pika
from benchmarks.figures import Figure, record, size

from chassis.clock import SystemClock
from chassis.envelope import Envelope
from chassis.identifiers import new_id
from chassis.integration import IntegrationEvent
from chassis.rabbitmq.connection import connected, publishing
from chassis.rabbitmq.names import inbox_of
from chassis.rabbitmq.publisher import Outgoing, Publisher
from chassis.relay import Relay
from tests.chassis.messaging.support import connection_to, create_messaging
from tests.servers.keeper import hold_alive_lock
from tests.servers.postgres import TestPostgres
from tests.servers.rabbitmq import BrokerUrls, TestRabbitmq
from tests.servers.run import Run

EVENTS = 20_000
EVENTS_QUICK = 5_000
GATHERED = 500
ASSIGNMENTS = 500
ROUNDS = 3
POLL_SECONDS = 0.01
INBOX = inbox_of("accounting")


def an_event(assigned: int = 1) -> bytes:
    """One task.assigned as the tracker sends it."""
    task = str(new_id())
    assignments = [
        {"task_id": str(new_id()), "assignment_no": 1, "account_id": str(new_id())} for _ in range(assigned)
    ]
    data = {"reassignment_id": None, "at": "2026-11-21T09:00:00.123456Z", "assignments": assignments}
    event = IntegrationEvent("task.assigned", 1, data, subject=task)
    return Envelope.of(event, source="/tracker", time=SystemClock().now(), traceparent=None).to_bytes()


async def gathered(broker: BrokerUrls, bodies: list[bytes]) -> None:
    """aio-pika as its documentation has it: publishes gathered a few hundred at a time."""
    async with await aio_pika.connect(broker["tracker"]) as connection:
        channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
        exchange = await channel.get_exchange("tracker")
        for start in range(0, len(bodies), GATHERED):
            await asyncio.gather(
                *(
                    exchange.publish(
                        aio_pika.Message(body, delivery_mode=aio_pika.DeliveryMode.PERSISTENT),
                        "task.assigned",
                        mandatory=True,
                    )
                    for body in bodies[start : start + GATHERED]
                )
            )


async def bare(broker: BrokerUrls, bodies: list[bytes]) -> None:
    """The chassis' own publisher with nothing before it."""
    async with publishing(broker["tracker"], "bench") as channel:
        publisher = Publisher(channel)
        await publisher.publish(
            [
                Outgoing("tracker", "task.assigned", f"b-{n}", body, "task.assigned")
                for n, body in enumerate(bodies)
            ]
        )


async def relayed(database_url: str, broker: BrokerUrls) -> None:
    """The relay, from the committed log until its cursor says that everything is confirmed."""
    stop = asyncio.Event()
    task = asyncio.create_task(Relay("tracker", database_url, broker["tracker"]).run(stop))
    async with connection_to(database_url) as connection:
        query = """SELECT NOT EXISTS (SELECT FROM outbox_cursor c JOIN outbox o
                   ON NOT pg_visible_in_snapshot(o.xid, c.last)) AND EXISTS (SELECT FROM outbox_cursor)"""
        while not await connection.fetchval(query):  # noqa: ASYNC110 - the database has no event to await
            await asyncio.sleep(POLL_SECONDS)
    stop.set()
    await task


async def committed(database_url: str, bodies: list[bytes]) -> None:
    """Put events into the log."""
    async with connection_to(database_url) as connection:
        await connection.execute(
            "INSERT INTO outbox (type, version, body) "
            "SELECT 'task.assigned', 1, body FROM unnest($1::bytea[]) AS sent (body)",
            bodies,
        )


async def emptied(broker: BrokerUrls) -> None:
    """Take everything out of the inbox, so that each round finds the same queue."""
    async with connected(broker.admin, "bench") as connection:
        channel = await connection.channel()
        await channel.queue_purge(INBOX)


async def timed(work: Callable[[], Awaitable[None]], events: int) -> float:
    """Events a second."""
    started = time.perf_counter()
    await work()
    return events / (time.perf_counter() - started)


async def measure(run: Run, events: int) -> None:
    """A few rounds of each, interleaved."""
    postgres, rabbitmq = await TestPostgres.joined(run), await asyncio.to_thread(TestRabbitmq.joined, run)
    batches = [an_event(ASSIGNMENTS) for _ in range(max(1, events // 100))]
    bodies = [an_event() for _ in range(events)]
    print(f"{events} events of {len(bodies[0])} bytes, quorum queue, persistent, mandatory, confirmed")
    for _ in range(ROUNDS):
        urls, broker = await postgres.create_database("tracker"), await rabbitmq.create_vhost()
        await create_messaging(urls.owner, "tracker")
        await committed(urls.runtime, bodies)
        plain = await timed(partial(gathered, broker, bodies), events)
        await emptied(broker)
        floor = await timed(partial(bare, broker, bodies), events)
        await emptied(broker)
        rate = await timed(partial(relayed, urls.runtime, broker), events)
        print(
            f"aio-pika gathered {plain:7.0f}/s   bare batched {floor:7.0f}/s   relay {rate:7.0f}/s   "
            f"relay/bare {rate / floor:.2f}   relay/aio-pika {rate / plain:.2f}"
        )
        record(Figure("P5", "relay, single events", rate, "/s", floor, at_least=0.6, of_floor=True))
        await emptied(broker)
        await committed(urls.runtime, batches)
        assignments = await timed(partial(relayed, urls.runtime, broker), len(batches) * ASSIGNMENTS)
        print(f"in events of {ASSIGNMENTS}: {assignments:,.0f} assignments/s")
        record(Figure("P5", "relay, assignments in full events", assignments, "/s", at_least=100_000))
        await rabbitmq.delete_vhost(broker)
        await postgres.drop_database(urls)


def main() -> None:
    """Start the servers, measure, stop them."""
    run = Run.begin()
    alive = hold_alive_lock(run.directory)
    try:
        asyncio.run(measure(run, size(EVENTS, EVENTS_QUICK)))
    finally:
        keepers = run.keepers()
        alive.close()
        run.end(keepers)


if __name__ == "__main__":
    main()
