"""Reassigning open tasks against a bare chunked UPDATE of the same rows, in the same run.

`python -m benchmarks.reassign [TASKS]` prints both and their ratio (goal P1: at most 1.4).
"""

import asyncio
from random import SystemRandom
from time import perf_counter

from benchmarks.figures import Figure, record, size
from benchmarks.seeding import TASK_ID

from chassis.clock import SystemClock
from chassis.identifiers import AccountId, new_id
from chassis.postgres.database import Database
from chassis.roles import Role
from tests.servers.keeper import hold_alive_lock
from tests.servers.postgres import TestPostgres
from tests.servers.run import Run
from tests.tracker.builders import an_account, registering
from tracker.application.commands.start_reassignment import StartReassignment
from tracker.bootstrap import Choices, tracker_over
from tracker.domain.assignment_policy import UniformRandom
from tracker.domain.identifiers import ReassignmentId
from tracker.entrypoints.scheduler.reassignment_runner import CHUNK_SIZE_FIRST, ReassignmentRunner, adapted

TASKS = 1_000_000
TASKS_QUICK = 50_000
POPUGS = 40
ROUNDS = 3
SEED_SECONDS = 600

SEED = f"""
WITH written AS (
    INSERT INTO task (id, title, jira_id, description, author_id, created_at)
    SELECT {TASK_ID}, 'Fix the beak of popug ' || n % 1000, 'UBERPOP-' || n % 1000,
           'Mind the bite.', $2, now()
    FROM generate_series(1, $1::int) AS n RETURNING seq, id
)
INSERT INTO assignment (seq, task_id, assignee_id, assignment_no, status, version, assigned_at)
SELECT seq, id, $2, 1, 0, 1, now() FROM written
"""  # noqa: S608 -- made of the text above

CHUNK_END = """
SELECT seq FROM assignment WHERE status = 0 AND seq > $1 ORDER BY seq OFFSET $2 - 1 LIMIT 1
"""

BARE = """
UPDATE assignment
SET assignee_id = ($3::uuid[])[1 + floor(random() * cardinality($3::uuid[]))::int],
    assignment_no = assignment_no + 1, version = version + 1, assigned_at = now()
WHERE status = 0 AND seq > $1 AND seq <= $2
"""


async def bare(database: Database, popugs: list[AccountId]) -> float:
    """Seconds for the same rows in chunks as large, with nothing but the UPDATE."""
    began, last, size = perf_counter(), 0, CHUNK_SIZE_FIRST
    while True:
        chunk_began = perf_counter()
        async with database.transaction() as transaction:
            end: int | None = await transaction.driver.fetchval(CHUNK_END, last, size)
            await transaction.driver.execute(BARE, last, 2**62 if end is None else end, popugs)
        if end is None:
            return perf_counter() - began
        last, size = end, adapted(size, perf_counter() - chunk_began)


class Nobody:
    """Neither rings nor listens."""

    def publish(self, hints: object) -> None: ...

    async def wait(self, seconds: float) -> None: ...

    async def close(self) -> None: ...


async def reassigned(database: Database, manager: AccountId) -> tuple[float, int]:
    """Seconds from the press of the button to the last chunk's commit, and how many chunks it took."""
    tracker = tracker_over(database, Choices(policy=UniformRandom(SystemRandom().randrange)), lambda: None)
    runner, began, chunks = ReassignmentRunner(tracker, Nobody(), Nobody()), perf_counter(), 0
    run = ReassignmentId(new_id())
    await tracker.handle(StartReassignment(run, manager, Role.MANAGER, str(run)))
    while await runner.next_chunk():
        chunks += 1
    return perf_counter() - began, chunks


async def tidy(database: Database) -> None:
    """What autovacuum would do between the rounds."""
    async with database.one_statement() as driver:
        await driver.execute("VACUUM ANALYZE assignment")


async def measure(run: Run, tasks: int) -> None:
    """A few rounds of each, in turn."""
    postgres = await TestPostgres.joined(run)
    urls = await postgres.create_migrated_database("tracker")
    database, owner = (Database(url, application_name="bench") for url in (urls.runtime, urls.owner))
    manager, *popugs = [AccountId(new_id()) for _ in range(POPUGS + 1)]
    tracker = tracker_over(database, Choices(clock=SystemClock()), lambda: None)
    await tracker.handle(registering(*(an_account(each) for each in popugs)))
    async with database.transaction() as transaction:
        await transaction.driver.execute(SEED, tasks, manager, timeout=SEED_SECONDS)
    for _ in range(ROUNDS):
        await tidy(owner)
        floor = await bare(database, popugs)
        await tidy(owner)
        seconds, chunks = await reassigned(database, manager)
        print(
            f"{tasks} tasks   bare UPDATE {floor:6.2f} s   reassigned {seconds:6.2f} s "
            f"({seconds / chunks * 1000:.0f} ms a chunk)   ratio {seconds / floor:.2f}"
        )
        record(Figure("P1", f"reassign {tasks:,} tasks", seconds, "s", floor, at_most=1.4, of_floor=True))
    await database.close()
    await owner.close()
    await postgres.drop_database(urls)


def main() -> None:
    """Start the server, measure, stop it."""
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
