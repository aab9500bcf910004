"""Analytics rebuilt from the histories of the running services is the analytics that was shown."""

from typing import Final

import pytest

from analytics.adapters.postgres.rebuild_sql import COMPARISONS
from tests.eventually import eventually
from tests.system.company import Company
from tests.system.invariants import differences, rebuilt_otherwise

PLANTED: Final = (
    ("figures of a day", "day_figures", "fees = fees + 1"),
    ("balance at a day's end", "account_day", "balance = balance - 1"),
    ("most expensive task", "most_expensive_task", "others = others + 1"),
    ("tasks as expensive", "tied_task", "reward = reward + 100"),
    ("totals of a closed day", "closed_day", "fees = fees + 1"),
    ("names of tasks", "task", "title = title || '!'"),
    ("reported prices", "reported_price", "fee = fee + 100"),
    ("reported completions", "reported_completion", "account_id = gen_random_uuid()"),
    ("reported payouts", "reported_payout", "amount = amount + 1"),
)
CAUGHT_UP_WITHIN_SECONDS: Final = 60.0
"""No day is closed before accounting has all of history."""
CLOSED_WITHIN_SECONDS: Final = 30.0

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
async def at_work(company: Company) -> Company:
    """With an open task, a completed one, a closed day with a payout, and nothing under way."""
    await company.create("Mend the cage door")
    newcomer = {"name": "Penny", "email": "penny@popug.inc", "role": "worker"}
    answer = await company.admin.post("auth", "/accounts", newcomer)
    assert answer.status_code == 201, answer.text
    grown = await Company.at(company.system)
    # Of somebody who has nothing else to pay for: whoever was there before may be too deep in the red.
    for title in ("Polish the perch", "Polish it again"):  # one alone may earn just what it cost
        task = await grown.create_for(answer.json()["id"], title)
        assert await grown.complete(await grown.assignee(task), task) == 200
    assert await differences(grown.system) == []
    await _close_the_day(grown)
    assert await differences(grown.system) == []
    return grown


async def _close_the_day(company: Company) -> None:
    accountant = company.accountant
    day = (await accountant.get("accounting", "/management/earnings"))["days"][-1]["day"]

    async def begun() -> None:
        answer = await accountant.post("accounting", f"/days/{day}/close")
        assert answer.status_code == 202, answer.text

    async def closed_and_paid() -> None:
        told = await accountant.get("accounting", f"/days/{day}")
        assert (told["state"], told["payouts"] > 0) == ("closed", True), told

    await eventually(begun, within_seconds=CAUGHT_UP_WITHIN_SECONDS)
    await eventually(closed_and_paid, within_seconds=CLOSED_WITHIN_SECONDS)


def test_every_comparison_is_seen_to_notice() -> None:
    assert {figure for figure, *_ in PLANTED} == set(COMPARISONS)


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
