"""Completing tasks over HTTP: requests a second on one core, what a request costs, and how long one takes.

`python -m benchmarks.completing [TASKS]` runs the whole system, pins the tracker's web process to a core and
completes tasks with several clients at once, then one at a time (goal P7). The floor is the same statement,
sent by bare asyncpg over as many connections from the same core. The clients keep to the other core; the
database, the broker and all other processes run wherever there is room. What a request costs is set beside
what two of its parts cost alone: a route that does nothing, and the bare statement.
"""

import asyncio
import os
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, process_time
from uuid import UUID, uuid4

import asyncpg
import uvloop
from benchmarks.figures import Figure, record, size
from benchmarks.http_client import Connection
from benchmarks.seeding import TASK_ID

from chassis.clock import SystemClock
from chassis.identifiers import AccountId
from chassis.postgres.address import driver_url
from tests.servers.keeper import hold_alive_lock
from tests.servers.postgres import TestPostgres
from tests.servers.rabbitmq import TestRabbitmq
from tests.servers.run import Run
from tests.system.company import Company
from tests.system.system import System
from tracker.adapters.postgres.completing import COMPLETE, announcement
from tracker.application.commands.complete_task import CompleteTask
from tracker.domain.identifiers import TaskId

TASKS = 8_000
TASKS_QUICK = 1_000
CLIENTS = 8
ALONE_MAX = 1_000
WARM_UP = 300
CORES = os.sched_getaffinity(0)
TICKS = os.sysconf("SC_CLK_TCK")
WORKER = "kesha@popug.inc"

SEED = f"""
WITH written AS (
    INSERT INTO task (id, title, jira_id, description, author_id, created_at, first_assignee_id)
    SELECT {TASK_ID}, 'Fix the beak of popug ' || n, 'UBERPOP-' || n, 'Mind it.', $2::uuid, now(),
           $2::uuid
    FROM generate_series(1, $1::int) AS n RETURNING seq, id
)
INSERT INTO assignment (seq, task_id, assignee_id, assignment_no, status, version, assigned_at)
SELECT seq, id, $2::uuid, 1, 0, 1, now() FROM written RETURNING task_id
"""  # noqa: S608 -- made of the text above


async def seeded(system: System, tasks: int, assignee: UUID) -> list[UUID]:
    """So many open tasks of one popug, which no other service was told of."""
    connection = await asyncpg.connect(system.admin_dsn("tracker"))
    try:
        ids = [row["task_id"] for row in await connection.fetch(SEED, tasks, assignee)]
        await connection.execute("VACUUM ANALYZE")
        return ids
    finally:
        await connection.close()


async def all_of(tasks: Sequence[UUID], workers: Sequence[Callable[[UUID], Awaitable[None]]]) -> list[float]:
    """Have the workers go through the tasks; seconds of each."""
    waiting, took = iter(tasks), list[float]()

    async def work(complete: Callable[[UUID], Awaitable[None]]) -> None:
        for task in waiting:
            began = perf_counter()
            await complete(task)
            took.append(perf_counter() - began)

    await asyncio.gather(*(work(each) for each in workers))
    return took


def completer(
    connection: "asyncpg.Connection[asyncpg.Record]", announcements: Mapping[UUID, str], who: AccountId
) -> Callable[[UUID], Awaitable[None]]:
    """The statement a request sends, and nothing around it."""
    now = SystemClock().now()

    async def complete(task: UUID) -> None:
        assert await connection.fetchval(COMPLETE, task, who, now, announcements[task]) is not None

    return complete


async def floor(system: System, tasks: Sequence[UUID], who: AccountId) -> tuple[float, float]:
    """Statements a second, sent from the core that the web process will have, and the microseconds of CPU
    that sending one costs."""
    url, now = driver_url(system.databases["tracker"].runtime), SystemClock().now()
    announcements = {
        task: announcement(CompleteTask(TaskId(task), who), now, source="tracker").to_bytes().decode()
        for task in tasks
    }
    connections = [await asyncpg.connect(url) for _ in range(CLIENTS)]
    workers = [completer(each, announcements, who) for each in connections]
    with pinned(max(CORES)):
        await all_of(tasks[:WARM_UP], workers)
        began, used = perf_counter(), process_time()
        await all_of(tasks[WARM_UP:], workers)
        seconds, cpu = perf_counter() - began, process_time() - used
    for each in connections:
        await each.close()
    many = len(tasks) - WARM_UP
    return many / seconds, cpu / many * 1e6


@contextmanager
def pinned(core: int) -> Iterator[None]:
    """Within, this process keeps to `core`; the database takes what is free, as beside a web process."""
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, CORES)


def cpu_seconds(pid: int) -> float:
    """What a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


async def completed(company: Company, tasks: int) -> None:
    """The floor, then the running service, several at once and one at a time."""
    system = company.system
    worker = next(AccountId(UUID(key)) for key, email in company.emails.items() if email == WORKER)
    caller = await system.caller(WORKER)
    bare, statement_cpu = await floor(system, await seeded(system, tasks, worker), worker)
    pid = system.processes["tracker-web"].pid
    assert pid is not None
    os.sched_setaffinity(pid, {max(CORES)})
    token = caller.http.headers["authorization"]
    port = system.settings.service_port("tracker")
    connections = [await Connection.to("127.0.0.1", port, token) for _ in range(CLIENTS)]
    asks = [_asking(each) for each in connections]
    with pinned(min(CORES)):
        _, nothing_cpu = await _at_once([uuid4()] * tasks, [_nothing(each) for each in connections], pid)
        rate, cpu = await _at_once(await seeded(system, tasks, worker), asks, pid)
        alone = sorted(await all_of(await seeded(system, min(tasks, ALONE_MAX), worker), asks[:1]))
    p50, p99 = (alone[int(len(alone) * share)] * 1000 for share in (0.5, 0.99))
    for each in connections:
        await each.close()
    print(f"{CLIENTS} at once {rate:6.0f}/s (bare {bare:6.0f}/s, ratio {rate / bare:.2f})")
    print(f"CPU of a request {cpu:.0f} µs; of one to do nothing {nothing_cpu:.0f} µs")
    print(f"CPU of the bare statement's client {statement_cpu:.0f} µs")
    print(f"one at a time p50 {p50:.2f} ms, p99 {p99:.2f} ms")
    record(Figure("P7", "complete-task requests", rate, "/s", bare, at_least=0.4, of_floor=True))
    record(Figure("P7", "CPU of a complete-task request", cpu, "µs", at_most=400))
    record(Figure("P7", "complete a task, one at a time, p50", p50, "ms", at_most=3))
    record(Figure("P7", "complete a task, one at a time, p99", p99, "ms", at_most=8))


async def _at_once(
    tasks: Sequence[UUID], asks: Sequence[Callable[[UUID], Awaitable[None]]], pid: int
) -> tuple[float, float]:
    """Requests a second, and the web process' CPU microseconds of each."""
    await all_of(tasks[:WARM_UP], asks)
    used, began = cpu_seconds(pid), perf_counter()
    await all_of(tasks[WARM_UP:], asks)
    many = len(tasks) - WARM_UP
    return many / (perf_counter() - began), (cpu_seconds(pid) - used) / many * 1e6


def _asking(connection: Connection) -> Callable[[UUID], Awaitable[None]]:
    async def complete(task: UUID) -> None:
        status = await connection.post(f"/api/v1/tasks/{task}/complete")
        assert status == 200, status

    return complete


def _nothing(connection: Connection) -> Callable[[UUID], Awaitable[None]]:
    async def ask(_: UUID) -> None:
        status = await connection.get("/health/live")
        assert status == 200, status

    return ask


async def measure(run: Run, tasks: int) -> None:
    """Start the system, measure, stop it."""
    postgres, rabbitmq = await TestPostgres.joined(run), await asyncio.to_thread(TestRabbitmq.joined, run)
    with tempfile.TemporaryDirectory() as directory:
        unlimited = {
            "POPUG_REQUESTS_PER_SECOND_PER_CALLER": "0",
            "POPUG_REQUESTS_PER_SECOND_PER_ADDRESS": "0",
        }
        system = await System.prepare(postgres, rabbitmq, Path(directory), **unlimited)
        try:
            await system.start()
            await system.run("auth", "demo")
            await completed(await Company.at(system), tasks)
        finally:
            await system.stop()


def main() -> None:
    """Start the servers, measure, stop them."""
    run = Run.begin()
    alive = hold_alive_lock(run.directory)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(measure(run, size(TASKS, TASKS_QUICK)))
    finally:
        keepers = run.keepers()
        alive.close()
        run.end(keepers)


if __name__ == "__main__":
    main()
