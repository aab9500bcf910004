"""From a commit in one service to the commit in another that it causes, on an idle system.

`python -m benchmarks.latency [EVENTS]` prints p50 and p99 in milliseconds (goal P6: at most 6 and 15).
"""

import asyncio
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from uuid import UUID

from benchmarks.figures import Figure, record, size

from chassis.clock import SystemClock
from chassis.envelope import Envelope
from chassis.identifiers import new_id
from chassis.postgres.database import Database
from chassis.postgres.outbox import PostgresOutbox
from chassis.postgres.signal import OutboxSignal
from chassis.relay import Relay
from tests.chassis.messaging.ledger import Ledger, create_ledger
from tests.chassis.messaging.support import a_completion, create_messaging, running
from tests.servers.keeper import hold_alive_lock
from tests.servers.postgres import TestPostgres
from tests.servers.rabbitmq import TestRabbitmq
from tests.servers.run import Run

EVENTS = 300
EVENTS_QUICK = 50
WARM_UP = 30
APART_SECONDS = 0.12
WITHIN_SECONDS = 10


class Stopwatch:
    """Notes when each task was booked."""

    def __init__(self) -> None:
        self.booked: dict[UUID, asyncio.Future[float]] = {}

    def expect(self, task: UUID) -> "asyncio.Future[float]":
        """A future for the moment at which `task` is booked."""
        self.booked[task] = asyncio.get_running_loop().create_future()
        return self.booked[task]


async def measure(run: Run, events: int) -> None:
    """One event at a time, some while apart."""
    postgres, rabbitmq = await TestPostgres.joined(run), await asyncio.to_thread(TestRabbitmq.joined, run)
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
    ordered = sorted(times[WARM_UP:])
    p50, p99 = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
    print(f"{events} events, idle system: p50 {p50:.1f} ms, p99 {p99:.1f} ms, max {ordered[-1]:.1f} ms")
    record(Figure("P6", "relay and consumer alone, p50", p50, "ms", at_most=6))
    record(Figure("P6", "relay and consumer alone, p99", p99, "ms", at_most=15))


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
