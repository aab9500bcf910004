"""From a commit in one service to the commit in another that it causes, on an idle system.

`python -m benchmarks.latency [EVENTS]` prints p50 and p99 in milliseconds (goal P6: at most 6 and 15): of
relay and consumer alone, and of creating a task in the running system, from the tracker's commit to
accounting's. The floor is what the broker takes: a small event from a bare publisher to a bare
consumer of such a queue, as long apart, so that caches are as cold, with no other work on the machine.
"""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from uuid import UUID

import asyncpg
from aiormq.abc import DeliveredMessage
from benchmarks.figures import Figure, record, size
from pamqp.commands import Basic

from chassis.clock import SystemClock
from chassis.envelope import Envelope
from chassis.identifiers import new_id
from chassis.postgres.database import Database
from chassis.postgres.outbox import PostgresOutbox
from chassis.postgres.signal import OutboxSignal
from chassis.rabbitmq.connection import consuming, publishing
from chassis.rabbitmq.names import inbox_of
from chassis.relay import Relay
from tests.chassis.messaging.ledger import Ledger, create_ledger
from tests.chassis.messaging.support import a_completion, create_messaging, running
from tests.servers.keeper import hold_alive_lock
from tests.servers.postgres import TestPostgres
from tests.servers.rabbitmq import TestRabbitmq
from tests.servers.run import Run
from tests.system.company import Company
from tests.system.system import System

EVENTS = 300
EVENTS_QUICK = 50
WARM_UP = 30
APART_SECONDS = 0.12
WITHIN_SECONDS = 10
PERSISTENT = Basic.Properties(delivery_mode=2)

TELL = """
CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_notify('bench', {key}); RETURN NULL; END $$;
CREATE TRIGGER tell AFTER INSERT ON {table} FOR EACH ROW {condition} EXECUTE FUNCTION tell()
"""


async def through_the_broker(rabbitmq: TestRabbitmq, events: int) -> Sequence[float]:
    """Milliseconds from publishing an event to its delivery, in order of size."""
    urls, arrived = await rabbitmq.create_vhost(), asyncio.Queue[float]()

    async def note(message: DeliveredMessage) -> None:
        arrived.put_nowait(time.perf_counter())
        await message.channel.basic_ack(message.delivery_tag or 0, wait=False)

    times: list[float] = []
    body = Envelope.of(a_completion(), source="/tracker", time=SystemClock().now()).to_bytes()
    async with publishing(urls["tracker"], "bench") as out, consuming(urls["accounting"], "bench", 1) as into:
        await into.basic_consume(inbox_of("accounting"), note)
        for _ in range(WARM_UP + events):
            await asyncio.sleep(APART_SECONDS)
            began = time.perf_counter()
            await out.basic_publish(
                body,
                exchange="tracker",
                routing_key="task.completed",
                properties=PERSISTENT,
                mandatory=True,
            )
            times.append((await asyncio.wait_for(arrived.get(), WITHIN_SECONDS) - began) * 1000)
    return sorted(times[WARM_UP:])


class Stopwatch:
    """Notes when each task was booked."""

    def __init__(self) -> None:
        self.booked: dict[UUID, asyncio.Future[float]] = {}

    def expect(self, task: UUID) -> "asyncio.Future[float]":
        """A future for the moment at which `task` is booked."""
        self.booked[task] = asyncio.get_running_loop().create_future()
        return self.booked[task]


async def alone(postgres: TestPostgres, rabbitmq: TestRabbitmq, events: int, floor: Sequence[float]) -> None:
    """Nothing but a relay and a consumer in this process: one event at a time, some while apart."""
    urls, broker = await postgres.create_database("tracker"), await rabbitmq.create_vhost()
    await create_messaging(urls.owner, "tracker")
    await create_ledger(urls.owner)
    database = Database(urls.runtime, application_name="bench")
    watch, ledger, signal = Stopwatch(), Ledger(database), OutboxSignal(urls.runtime)
    await signal.start()

    async def note(envelopes: Sequence[Envelope]) -> None:
        for envelope in envelopes:
            watch.booked[UUID(envelope.data["task_id"])].set_result(time.perf_counter())

    async with AsyncExitStack() as stack:
        _ = await stack.enter_async_context(running(Relay("tracker", urls.runtime, broker["tracker"])))
        consumer = ledger.consumer(broker["accounting"], after_batch=note)
        _ = await stack.enter_async_context(running(consumer))
        times = [await one(database, signal, watch) for _ in range(WARM_UP + events)]
    await signal.stop()
    await database.close()
    tell("relay and consumer alone", times[WARM_UP:], floor)


async def one(database: Database, signal: OutboxSignal, watch: Stopwatch) -> float:
    """Milliseconds from the return of one commit to the other's."""
    await asyncio.sleep(APART_SECONDS)
    task = new_id()
    booked = watch.expect(task)
    async with database.transaction() as transaction:
        outbox = PostgresOutbox(transaction, source="tracker", clock=SystemClock(), wake=signal.wake)
        await outbox.add(a_completion(str(task)))
    committed = time.perf_counter()
    return (await asyncio.wait_for(booked, WITHIN_SECONDS) - committed) * 1000


class Commits:
    """When a task's event was committed in the tracker, and its fee in accounting."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], asyncio.Future[float]] = {}

    def hears(self, service: str) -> Callable[[object, int, str, object], None]:
        """A listener for what a database tells on commit."""

        def hear(_connection: object, _pid: int, _channel: str, task: object) -> None:
            future = self.at(service, str(task))
            if not future.done():
                future.set_result(time.perf_counter())

        return hear

    def at(self, service: str, task: str) -> "asyncio.Future[float]":
        """The moment of a commit."""
        return self._seen.setdefault((service, task), asyncio.get_running_loop().create_future())


@asynccontextmanager
async def listening(system: System, commits: Commits) -> AsyncIterator[None]:
    """The tracker's and accounting's databases tell of every commit that counts here."""
    tracker = TELL.format(
        key="convert_from(NEW.body, 'UTF8')::json -> 'data' -> 'assignments' -> 0 ->> 'task_id'",
        table="outbox",
        condition="WHEN (NEW.type = 'task.assigned')",
    )
    accounting = TELL.format(key="NEW.task_id::text", table="transfer", condition="WHEN (NEW.kind = 1)")
    async with AsyncExitStack() as stack:
        for service, script in (("tracker", tracker), ("accounting", accounting)):
            await system.execute(service, script)
            connection = await asyncpg.connect(system.admin_dsn(service))
            stack.push_async_callback(connection.close)
            await connection.add_listener("bench", commits.hears(service))
        yield


async def end_to_end(company: Company, events: int, floor: Sequence[float]) -> None:
    """Four services, two processes each: one task at a time, some while apart."""
    commits = Commits()
    async with listening(company.system, commits):
        times = [await created(company, commits) for _ in range(WARM_UP + events)]
    tell("tracker's commit to accounting's", times[WARM_UP:], floor)


async def created(company: Company, commits: Commits) -> float:
    """Milliseconds from the tracker's commit to accounting's."""
    await asyncio.sleep(APART_SECONDS)
    task = str((await company.create("Ring the bell"))["id"])
    async with asyncio.timeout(WITHIN_SECONDS):
        committed, booked = await commits.at("tracker", task), await commits.at("accounting", task)
    return (booked - committed) * 1000


def tell(what: str, times: Sequence[float], floor: Sequence[float]) -> None:
    """Print and record the middle and the slowest of a hundred; print the slowest of all."""
    ordered = sorted(times)
    for name, share, at_most in (("p50", 0.5, 6), ("p99", 0.99, 15)):
        took, bare = (of[int(len(of) * share)] for of in (ordered, floor))
        print(f"{what}, {len(ordered)} events, {name}: {took:.1f} ms, the broker alone {bare:.1f} ms")
        record(Figure("P6", f"{what}, {name}", took, "ms", bare, at_most=at_most))
    print(f"{what}, the slowest: {ordered[-1]:.1f} ms, the broker alone {floor[-1]:.1f} ms")


async def measure(run: Run, events: int) -> None:
    """The parts first, then the whole."""
    postgres, rabbitmq = await TestPostgres.joined(run), await asyncio.to_thread(TestRabbitmq.joined, run)
    floor = await through_the_broker(rabbitmq, events)
    await alone(postgres, rabbitmq, events, floor)
    with tempfile.TemporaryDirectory() as directory:
        system = await System.prepare(postgres, rabbitmq, Path(directory))
        try:
            await system.start()
            await system.run("auth", "demo")
            await end_to_end(await Company.at(system), events, floor)
        finally:
            await system.stop()


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
