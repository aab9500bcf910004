"""Booking fees in the ledger against a bare `INSERT … SELECT` of the same rows into the same kind of table.

`python -m benchmarks.ledger [ROWS]` prints both rates and their ratio (goal P4: at least 0.4, and 50,000/s).
The last figure is the whole way of a batch of new tasks as the consumer goes it: translation, prices,
booking, announcements, commit.
"""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from random import Random
from uuid import UUID

import asyncpg
from benchmarks.figures import Figure, record

from accounting.bootstrap import accounting_over
from accounting.bootstrap.scope import PostgresScopes
from accounting.domain.transfer import Charge
from accounting.entrypoints.consumer.subscriptions import task_assigned_v1
from chassis.clock import SettableClock
from chassis.envelope import Envelope
from chassis.identifiers import new_id
from chassis.integration import IntegrationEvent
from chassis.postgres.address import driver_url
from chassis.postgres.database import Database
from tests.accounting.builders import MOSCOW, NOON, TODAY
from tests.accounting.harness import choices
from tests.servers.keeper import hold_alive_lock
from tests.servers.postgres import TestPostgres
from tests.servers.run import Run

ROWS = 100_000
ROWS_PER_EVENT = 500
ROWS_PER_STATEMENT = 5_000
EMPLOYEES = 100
ROUNDS = 3

BARE = """
INSERT INTO bare (kind, debit, credit, amount, task_id, assignment_no, day, occurred_at)
SELECT 1, x.debit, 1, 1000, x.task_id, 1, $3::date, $4::timestamptz
FROM unnest($1::uuid[], $2::int[]) x(task_id, debit)
"""


def batch_of(rows: int) -> Sequence[Envelope]:
    """A reassignment of `rows` tasks among the employees, as the tracker tells it."""
    draw, employees = Random(1), [str(new_id()) for _ in range(EMPLOYEES)]
    return [_event(draw, employees) for _ in range(rows // ROWS_PER_EVENT)]


def _event(draw: Random, employees: Sequence[str]) -> Envelope:
    assignments = [
        {"task_id": str(new_id()), "assignment_no": 1, "account_id": draw.choice(employees)}
        for _ in range(ROWS_PER_EVENT)
    ]
    data = {
        "reassignment_id": str(new_id()),
        "at": "2026-11-21T09:00:00.123456Z",
        "assignments": assignments,
    }
    return Envelope.of(IntegrationEvent("task.assigned", 1, data), source="/tracker", time=NOON)


async def bare(connection: "asyncpg.Connection[asyncpg.Record]", tasks: Sequence[UUID], day: date) -> None:
    """The rows alone, in statements of the same size, in one transaction."""
    async with connection.transaction():
        for start in range(0, len(tasks), ROWS_PER_STATEMENT):
            part = sorted(tasks[start : start + ROWS_PER_STATEMENT])
            await connection.execute(BARE, part, [101 + n % EMPLOYEES for n in range(len(part))], day, NOON)


async def timed(work: Callable[[], Awaitable[object]], rows: int) -> float:
    """Rows a second."""
    started = time.perf_counter()
    await work()
    return rows / (time.perf_counter() - started)


async def one_round(server: TestPostgres, batch: Sequence[Envelope], rows: int) -> None:
    """Bare, booked, and the whole way, each into a fresh database."""
    urls = await server.create_migrated_database("accounting")
    database = Database(urls.runtime, application_name="bench")
    owner = await asyncpg.connect(driver_url(urls.owner))
    await owner.execute("CREATE TABLE bare (LIKE transfer INCLUDING ALL)")
    command = task_assigned_v1(batch)
    tasks = [charge.task_id for charge in command.charges]
    floor = await timed(lambda: bare(owner, tasks, TODAY), rows)
    accounting = accounting_over(database, choices(SettableClock(NOON)), lambda: None)
    whole = await timed(lambda: accounting.mediator.handle_all([task_assigned_v1(batch)]), rows)
    rate = await timed(_booking(database, command.charges), rows)
    rates = f"bare {floor:7.0f}/s   booked {rate:7.0f}/s   booked/bare {rate / floor:.2f}"
    print(f"{rates}   whole way {whole:7.0f}/s")
    record(Figure("P4", "booking transfers", rate, "/s", floor, at_least=0.4, of_floor=True))
    record(Figure("P4", "booking transfers, absolutely", rate, "/s", at_least=50_000))
    await owner.close()
    await database.close()
    await server.drop_database(urls)


def _booking(database: Database, charges: Sequence[Charge]) -> Callable[[], Awaitable[None]]:
    """The ledger's part alone: the next assignment of the same tasks, whose prices are known."""
    following = [charge._replace(assignment_no=charge.assignment_no + 1) for charge in charges]
    scopes = PostgresScopes(database, SettableClock(NOON), MOSCOW, lambda: None)

    async def book() -> None:
        async with scopes() as scope:
            assert await scope.ledger.charge(following) == len(following)

    return book


async def measure(run: Run, rows: int) -> None:
    """A few rounds."""
    server = await TestPostgres.joined(run)
    batch = batch_of(rows)
    print(f"{rows} assignments in events of {ROWS_PER_EVENT} among {EMPLOYEES} employees")
    for _ in range(ROUNDS):
        await one_round(server, batch, rows)


def main() -> None:
    """Start the server, measure, stop it."""
    run = Run.begin()
    alive = hold_alive_lock(run.directory)
    try:
        asyncio.run(measure(run, int(sys.argv[1]) if len(sys.argv) > 1 else ROWS))
    finally:
        keepers = run.keepers()
        alive.close()
        run.end(keepers)


if __name__ == "__main__":
    main()
