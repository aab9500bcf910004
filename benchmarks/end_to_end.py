"""The whole system reassigning open tasks, until every fee is in the ledger and analytics agrees.

`python -m benchmarks.end_to_end [TASKS]` prints how long tracker, accounting and analytics took, beside the
bare statements one after the other: the chunked UPDATE and the `INSERT … SELECT` of the transfers (goals P1
and P2). The first reassignment draws the prices, as creating the tasks would have; the second is the one that
counts; during a third somebody completes tasks (goal P3).
"""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from uuid import UUID, uuid4

import asyncpg
from benchmarks.figures import Figure, record, size
from benchmarks.probe import Probe
from benchmarks.reassign import bare
from benchmarks.seeding import TASK_ID

from chassis.identifiers import AccountId
from chassis.postgres.database import Database
from tests.servers.keeper import hold_alive_lock
from tests.servers.postgres import TestPostgres
from tests.servers.rabbitmq import TestRabbitmq
from tests.servers.run import Run
from tests.system.company import Company
from tests.system.invariants import differences
from tests.system.system import System

TASKS = 1_000_000
TASKS_QUICK = 20_000
PROBES = 300
LOOK_EVERY_SECONDS = 0.05
WITHIN_SECONDS = 1_800.0

SEED = f"""
WITH written AS (
    INSERT INTO task (id, title, jira_id, description, author_id, created_at)
    SELECT {TASK_ID}, 'Fix the beak of popug ' || n % 1000, 'UBERPOP-' || n % 1000,
           'Mind it.', $2::uuid, now()
    FROM generate_series(1, $1::int) AS n RETURNING seq, id
)
INSERT INTO assignment (seq, task_id, assignee_id, assignment_no, status, version, assigned_at)
SELECT seq, id, $2::uuid, 0, 0, 1, now() FROM written
"""  # noqa: S608 -- made of the text above
FINISHED = "SELECT NOT EXISTS (SELECT FROM reassignment WHERE state = 'running')"
BOOKED = "SELECT (SELECT coalesce(max(id), 0) FROM transfer) >= $1 AND (SELECT count(*) FROM transfer) >= $1"
SHOWN = "SELECT coalesce(sum(entries), 0) >= $1 FROM day_figures"
COPY = """
INSERT INTO bare (kind, debit, credit, amount, task_id, assignment_no, day, occurred_at)
SELECT kind, debit, credit, amount, task_id, assignment_no, day, occurred_at FROM transfer
WHERE kind = 1 AND assignment_no = 2 ORDER BY task_id
"""


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds from the press of the button."""

    tracker: float
    accounting: float
    analytics: float

    def __str__(self) -> str:
        return (
            f"tracker {self.tracker:6.2f} s   in the ledger {self.accounting:6.2f} s   "
            f"in analytics {self.analytics:6.2f} s"
        )


async def reassigned(company: Company, fees: int) -> Took:
    """Press the button and wait until there are so many fees everywhere."""
    system, began = company.system, perf_counter()
    headers = {"Idempotency-Key": str(uuid4())}
    answer = await company.manager.post("tracker", "/reassignments", headers=headers)
    assert answer.status_code == 202, answer.text
    return Took(
        *await asyncio.gather(
            _until(system, "tracker", FINISHED, began),
            _until(system, "accounting", BOOKED, began, fees),
            _until(system, "analytics", SHOWN, began, fees),
        )
    )


async def _until(system: System, service: str, question: str, began: float, *arguments: int) -> float:
    connection = await asyncpg.connect(system.admin_dsn(service))
    try:
        async with asyncio.timeout(WITHIN_SECONDS):
            while not await connection.fetchval(question, *arguments):  # noqa: ASYNC110 - nothing to await
                await asyncio.sleep(LOOK_EVERY_SECONDS)
        return perf_counter() - began
    finally:
        await connection.close()


async def floors(company: Company) -> tuple[float, float]:
    """Seconds of the bare UPDATE and of the bare INSERT of the same rows."""
    system = company.system
    popugs = [AccountId(each) for each in await _ids(system)]
    tracker = Database(system.databases["tracker"].runtime, application_name="bench")
    await system.execute("tracker", "VACUUM ANALYZE assignment")
    update = await bare(tracker, popugs)
    await tracker.close()
    await system.execute("accounting", "CREATE TABLE bare (LIKE transfer INCLUDING ALL)")
    began = perf_counter()
    await system.execute("accounting", COPY)
    return update, perf_counter() - began


async def _ids(system: System) -> list[UUID]:
    connection = await asyncpg.connect(system.admin_dsn("tracker"))
    try:
        query = "SELECT account_id FROM account WHERE role NOT IN ('manager', 'admin')"
        return [row[0] for row in await connection.fetch(query)]
    finally:
        await connection.close()


async def throughput(company: Company, tasks: int) -> None:
    """Twice through the system, then the bare statements."""
    system = company.system
    author = next(iter(company.emails))
    connection = await asyncpg.connect(system.admin_dsn("tracker"))
    await connection.execute(SEED, tasks, author, timeout=WITHIN_SECONDS)
    await connection.execute("VACUUM ANALYZE")
    await connection.close()
    print(f"{tasks} open tasks", flush=True)
    print(f"first time   {await reassigned(company, tasks)}", flush=True)
    await system.execute("tracker", "VACUUM ANALYZE assignment")
    took = await reassigned(await Company.at(system), 2 * tasks)
    print(f"again        {took}", flush=True)
    found = await differences(system)
    assert not found, found
    update, insert = await floors(company)
    print(f"bare         UPDATE {update:6.2f} s   INSERT … SELECT {insert:6.2f} s")
    whole, floor = max(took.accounting, took.analytics), update + insert
    print(
        f"ratio        tracker {took.tracker / update:.2f}   in the ledger {took.accounting / floor:.2f}   "
        f"until all agree {whole / floor:.2f}"
    )
    name = f"reassign {tasks:,} tasks"
    record(Figure("P1", f"{name}, running system", took.tracker, "s", update, at_most=1.4, of_floor=True))
    record(Figure("P2", f"{name}, until booked", took.accounting, "s", floor, at_most=2.0, of_floor=True))
    record(Figure("P2", f"{name}, until all agree", whole, "s", floor, at_most=2.0, of_floor=True))
    record(Figure("P2", f"{name}, absolutely", whole, "s", at_most=60))


async def measure(run: Run, tasks: int) -> None:
    """Start the system, measure, stop it."""
    postgres, rabbitmq = await TestPostgres.joined(run), await asyncio.to_thread(TestRabbitmq.joined, run)
    with tempfile.TemporaryDirectory() as directory:
        system = await System.prepare(postgres, rabbitmq, Path(directory))
        try:
            await system.start()
            await system.run("auth", "demo")
            steps: list[Callable[[Company], Awaitable[None]]] = [
                lambda company: throughput(company, tasks),
                lambda company: undisturbed(company, tasks),
            ]
            for step in steps:
                await step(await Company.at(system))
        finally:
            await system.stop()


async def undisturbed(company: Company, tasks: int) -> None:
    """Completing on the idle system, and while all open tasks are reassigned and booked (goal P3)."""
    idle, busy, stop = Probe(company), Probe(company), asyncio.Event()
    for _ in range(PROBES):
        await idle.once()
    probing = asyncio.create_task(busy.until(stop))
    took = await reassigned(company, 3 * tasks)
    stop.set()
    await probing
    await asyncio.gather(idle.close(), busy.close())
    print(
        f"completing   p99 idle {idle.p99():.1f} ms   while {tasks} tasks are reassigned {busy.p99():.1f} ms "
        f"({len(busy.milliseconds)} tries in {max(took.accounting, took.analytics):.1f} s)"
    )
    name = "complete a task during a reassignment, p99"
    record(Figure("P3", name, busy.p99(), "ms", idle.p99(), at_most=2.5, of_floor=True))
    record(Figure("P3", f"{name}, absolutely", busy.p99(), "ms", at_most=60))


def main() -> None:
    """Start the servers, measure, stop them."""
    run = Run.begin()
    alive = hold_alive_lock(run.directory)
    try:
        asyncio.run(measure(run, size(TASKS, TASKS_QUICK)))
    finally:
        keepers = run.keepers()
        alive.close()
        run.end(keepers)


if __name__ == "__main__":
    main()
