"""The list of tasks and its search: any page, any filter, words common, rare, and common but never together.

`python -m benchmarks.search [TASKS] [ROUNDS]` prints p50, p99 and the longest of each kind (goal P9: p99
at most 30 ms for a page with its count).
"""

import asyncio
import sys
from collections.abc import Mapping
from random import Random
from statistics import quantiles
from time import perf_counter

from benchmarks.figures import Figure, record
from benchmarks.seeding import TASK_ID

from chassis.identifiers import AccountId, new_id
from chassis.postgres.database import Database
from tests.servers.keeper import hold_alive_lock
from tests.servers.postgres import TestPostgres
from tests.servers.run import Run
from tests.tracker.builders import an_account, registering
from tracker.application.queries.tasks import TaskFilter
from tracker.application.tracker import Tracker
from tracker.bootstrap import Choices, tracker_over
from tracker.domain.task import Status

TASKS = 1_000_000
ROUNDS = 60
POPUGS = 40
ROWS = 50
BATCH = 100_000
SEED = 42

TASKS_SEEDED = f"""
WITH written AS (
    INSERT INTO task (id, title, jira_id, description, author_id, created_at)
    SELECT {TASK_ID},
           'Fix the ' || (ARRAY['beak', 'wing', 'perch', 'cage', 'mirror'])[1 + n % 5]
           || CASE WHEN n % 2 = 0 THEN ' left' ELSE ' right' END
           || CASE WHEN n % 4 < 2 THEN ' upper' ELSE '' END || ' nail ' || n % 5000
           || CASE WHEN n < $1::int * 3 / 10 THEN ' migration' ELSE '' END
           || CASE WHEN n % 100000 = 7 THEN ' zebra' ELSE '' END,
           'UBERPOP-' || n, 'Почистить перья и налить воды ' || n % 777, $2, now()
    FROM generate_series($4::int, $5::int) AS n RETURNING seq, id
)
INSERT INTO assignment (seq, task_id, assignee_id, assignment_no, status, version, assigned_at, completed_at)
SELECT seq, id, ($3::uuid[])[1 + seq % cardinality($3::uuid[])], 1, (seq % 3 = 0)::int, 1, now(),
       CASE WHEN seq % 3 = 0 THEN now() END
FROM written
"""  # noqa: S608 -- made of the text above

BARE = """
SELECT * FROM task JOIN assignment USING (seq)
WHERE task.seq < $1 AND assignment.seq < $1 ORDER BY seq DESC LIMIT 51
"""


def kinds(popug: AccountId) -> Mapping[str, TaskFilter]:
    """What people may look for, the unkindest questions included."""
    return {
        "everything": TaskFilter(),
        "open": TaskFilter(status=Status.OPEN),
        "of one popug": TaskFilter(assignee_id=popug),
        "completed by one popug": TaskFilter(status=Status.COMPLETED, assignee_id=popug),
        "a word of every task": TaskFilter("fix"),
        "a beginning of many words": TaskFilter("n"),
        "a common word": TaskFilter("beak"),
        "three common words": TaskFilter("upper left cage"),
        "a rare word": TaskFilter("zebra"),
        "a rare word among common ones": TaskFilter("fix the zebra"),
        "a word of old tasks": TaskFilter("migration"),
        "common words never together": TaskFilter("left right"),
        "a word nobody wrote": TaskFilter("helicopter"),
        "a common and an unknown word": TaskFilter("fix helicopter"),
        "an id": TaskFilter("UBERPOP-4711"),
        "the beginning of many ids": TaskFilter("uberpop-1"),
        "the beginning of an old id": TaskFilter("UBERPOP-20"),
        "a Russian word's other form": TaskFilter("пера"),
        "a word, open, of one popug": TaskFilter("beak", Status.OPEN, popug),
        "an old word, open, of one popug": TaskFilter("migration", Status.OPEN, popug),
        "never together, completed": TaskFilter("left right", Status.COMPLETED),
    }


async def times_of(tracker: Tracker, which: TaskFilter, rounds: int, newest: int) -> list[float]:
    """Milliseconds of a page and its count: the first page, and pages that begin anywhere, both ways."""
    random, times = Random(SEED), []
    for number in range(rounds):
        place = None if number % 3 == 0 else random.randint(1, newest)
        began = perf_counter()
        if number % 3 == 2:
            await tracker.tasks.page(which, after=place, limit=ROWS)
        else:
            await tracker.tasks.page(which, before=place, limit=ROWS)
        await tracker.tasks.count(which)
        times.append((perf_counter() - began) * 1000)
    return times


async def bare_times(database: Database, rounds: int, newest: int) -> list[float]:
    """Milliseconds of the same rows by one statement."""
    random, times = Random(SEED), []
    for _ in range(rounds):
        began = perf_counter()
        async with database.one_statement() as driver:
            await driver.fetch(BARE, random.randint(1, newest))
        times.append((perf_counter() - began) * 1000)
    return times


def p99(times: list[float]) -> float:
    """The 99th percentile."""
    return quantiles(times, n=100, method="inclusive")[98]


async def measure(run: Run, tasks: int, rounds: int) -> None:
    """Every kind in turn, each after a warm-up."""
    postgres = await TestPostgres.joined(run)
    urls = await postgres.create_migrated_database("tracker")
    database, owner = (Database(url, application_name="bench") for url in (urls.runtime, urls.owner))
    author, *popugs = [AccountId(new_id()) for _ in range(POPUGS + 1)]
    tracker = tracker_over(database, Choices(), lambda: None)
    await tracker.handle(registering(*(an_account(each) for each in popugs)))
    began = perf_counter()
    for start in range(1, tasks + 1, BATCH):
        end = min(start + BATCH - 1, tasks)
        async with owner.one_statement() as driver:
            await driver.execute(TASKS_SEEDED, tasks, author, popugs, start, end, timeout=600)
    async with owner.one_statement() as driver:
        await driver.execute("VACUUM ANALYZE task, assignment", timeout=600)
    print(f"{tasks:,} tasks made in {perf_counter() - began:.0f} s")
    all_times: list[float] = []
    for name, which in kinds(popugs[0]).items():
        await times_of(tracker, which, 3, tasks)
        times = await times_of(tracker, which, rounds, tasks)
        all_times += times
        middle = quantiles(times, n=2)[0]
        print(
            f"{name:34} p50 {middle:6.1f}   p99 {p99(times):6.1f}   longest {max(times):6.1f} ms", flush=True
        )
    floor = p99(await bare_times(database, rounds, tasks))
    record(
        Figure("P9", f"a page of {tasks:,} tasks and its count, p99", p99(all_times), "ms", floor, at_most=30)
    )
    overall = f"p50 {quantiles(all_times, n=2)[0]:.1f}   p99 {p99(all_times):.1f} ms"
    print(f"all   {overall}   one bare statement {floor:.1f} ms")
    await database.close()
    await owner.close()
    await postgres.drop_database(urls)


def main() -> None:
    """Start the server, measure, stop it."""
    tasks, rounds, *_ = [*map(int, sys.argv[1:]), *(TASKS, ROUNDS)[len(sys.argv) - 1 :]]
    run = Run.begin()
    alive = hold_alive_lock(run.directory)
    try:
        asyncio.run(measure(run, tasks, rounds))
    finally:
        keepers = run.keepers()
        alive.close()
        run.end(keepers)


if __name__ == "__main__":
    main()
