"""Analytics rebuilt from the histories of the running services is the analytics that was shown."""

from typing import Final

import pytest

from tests.system.company import Company
from tests.system.invariants import differences, rebuilt_otherwise

PLANTED: Final = (
    ("figures of a day", "day_figures", "fees = fees + 1"),
    ("balance at a day's end", "account_day", "balance = balance - 1"),
    ("most expensive task", "most_expensive_task", "others = others + 1"),
    ("tasks as expensive", "tied_task", "reward = reward + 100"),
    ("names of tasks", "task", "title = title || '!'"),
    ("reported prices", "reported_price", "fee = fee + 100"),
    ("reported completions", "reported_completion", "account_id = gen_random_uuid()"),
)

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
async def at_work(company: Company) -> Company:
    """With an open task, a completed one, and nothing under way."""
    await company.create("Mend the cage door")
    task = await company.create("Polish the perch")
    assert await company.complete(await company.assignee(task), task) == 200
    assert await differences(company.system) == []
    return company


async def test_it_equals_the_one_that_was_shown(at_work: Company) -> None:
    assert await rebuilt_otherwise(at_work.system) == []
    assert await differences(at_work.system) == []


async def test_a_figure_of_any_kind_that_came_out_otherwise_is_named_until_it_is_right(
    at_work: Company,
) -> None:
    system = at_work.system
    for _, table, change in PLANTED:
        await system.execute(
            "analytics", f"CREATE TABLE right_{table} AS TABLE {table}; UPDATE {table} SET {change}"
        )

    found = await rebuilt_otherwise(system)

    for _, table, _ in PLANTED:
        await system.execute(
            "analytics",
            f"TRUNCATE {table}; INSERT INTO {table} TABLE right_{table}; DROP TABLE right_{table}",
        )
    (complaint,) = found
    assert [figure for figure, *_ in PLANTED if f"{figure}, " not in complaint] == []
    assert await rebuilt_otherwise(system) == []
