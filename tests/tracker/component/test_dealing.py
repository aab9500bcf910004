"""How the database deals tasks out: uniformly, or so that nobody has two more than another."""

from collections import Counter
from random import Random
from typing import Final

import pytest

from chassis.identifiers import AccountId, new_id
from chassis.postgres.database import Database
from chassis.roles import Role
from tests.tracker.harness import Harness, over
from tracker.domain.assignment_policy import LeastLoaded

TASKS: Final = 10_000
PRESSES: Final = 10
CHUNK: Final = 2_500
CHI_SQUARE_MAX: Final = 35.56
"""With 9 degrees of freedom, exceeded by a uniform draw about once in 20,000 times."""

SEED = """
WITH written AS (
    INSERT INTO task (id, title, author_id, created_at)
    SELECT gen_random_uuid(), 'Fix the beak', $2::uuid, now() FROM generate_series(1, $1::int)
    RETURNING seq, id
)
INSERT INTO assignment (seq, task_id, assignee_id, assignment_no, status, version, assigned_at)
SELECT seq, id, $2::uuid, 1, 0, 1, now() FROM written
"""
LOADS = "SELECT assignee_id, count(*) AS number FROM assignment WHERE status = 0 GROUP BY assignee_id"


async def have_open_tasks(database: Database, count: int) -> None:
    """So many, of somebody who gets no others."""
    async with database.transaction() as transaction:
        await transaction.driver.execute(SEED, count, new_id())


async def loads(database: Database) -> Counter[AccountId]:
    async with database.reading() as reading:
        rows = await reading.driver.fetch(LOADS)
    return Counter({AccountId(row["assignee_id"]): row["number"] for row in rows})


@pytest.mark.timeout(300)
async def test_a_hundred_thousand_draws_are_uniform(in_postgres: Harness, database: Database) -> None:
    manager, *workers = await in_postgres.have_accounts(Role.MANAGER, *[Role.WORKER] * 10)
    await have_open_tasks(database, TASKS)
    counts: Counter[AccountId] = Counter()

    for _ in range(PRESSES):
        await in_postgres.start(manager)
        await in_postgres.run_to_its_end(CHUNK)
        counts += await loads(database)

    expected = TASKS * PRESSES / len(workers)
    assert sum(counts.values()) == TASKS * PRESSES
    assert sum((counts[each] - expected) ** 2 / expected for each in workers) < CHI_SQUARE_MAX


@pytest.mark.parametrize("chunk", [1, 7, 100, 1_000])
async def test_least_loaded_leaves_nobody_with_two_more_than_another(database: Database, chunk: int) -> None:
    harness = over(database, LeastLoaded(Random(1).randrange))
    manager, *workers = await harness.have_accounts(Role.MANAGER, *[Role.WORKER] * 7)
    await have_open_tasks(database, 100)

    await harness.start(manager)
    await harness.run_to_its_end(chunk)

    numbers = await loads(database)
    assert sum(numbers[each] for each in workers) == 100
    assert max(numbers[each] for each in workers) - min(numbers[each] for each in workers) <= 1
