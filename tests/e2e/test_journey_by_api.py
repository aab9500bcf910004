"""The main job by scripts: create, charge, complete, reward, reassign; the books agree at every step."""

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Final

import pytest
import pytest_asyncio

from tests.eventually import eventually
from tests.system.company import Company, Json
from tests.system.invariants import violations
from tests.system.system import System

WITHIN_A_CLICK_SECONDS: Final = 2.0
MANY: Final = 1_000
FEES: Final = {Decimal(dollars) for dollars in range(10, 21)}
REWARDS: Final = {Decimal(dollars) for dollars in range(20, 41)}
IS_FEE: Final = "kind = 1"
IS_OPEN: Final = "status = 0"

pytestmark = pytest.mark.timeout(300)  # the first test waits for eight processes and two servers to start


@pytest_asyncio.fixture(autouse=True, loop_scope="session")
async def _the_books_agree_afterwards(system: System) -> AsyncIterator[None]:
    yield
    assert await violations(system) == []


async def test_being_given_a_task_costs_its_fee_and_says_what_for(company: Company) -> None:
    task = await company.create("Fix the beak")

    fee = await _entry(company, task, "assignment_fee")

    assert fee["task"]["title"] == "Fix the beak"
    assert -Decimal(fee["amount"]) in FEES
    assert await company.balance_of(task["assignee"]["id"]) == Decimal(fee["balance_after"])
    assert Decimal(fee["balance_after"]) == await _balance_before(company, task) + Decimal(fee["amount"])


async def test_completing_pays_the_reward_once_however_often_it_is_said(company: Company) -> None:
    task = await company.create("Polish the perch")
    assignee = await company.assignee(task)
    fee = await _entry(company, task, "assignment_fee")

    statuses = [await company.complete(assignee, task) for _ in range(3)]

    reward = await _entry(company, task, "completion_reward")
    assert statuses == [200, 200, 200]
    assert Decimal(reward["amount"]) in REWARDS
    assert Decimal(reward["balance_after"]) - Decimal(fee["balance_after"]) == Decimal(reward["amount"])
    assert len(await company.entries_for(task)) == 2


async def test_nobody_completes_what_is_somebody_elses(company: Company) -> None:
    task = await company.create("Count the seeds")
    fee = await _entry(company, task, "assignment_fee")

    answer = await company.admin.post("tracker", f"/tasks/{task['id']}/complete")

    assert answer.status_code == 403
    assert answer.json()["code"] == "not_the_assignee"
    assert (await company.admin.get("tracker", f"/tasks/{task['id']}"))["status"] == "open"
    assert await company.entries_for(task) == [fee]


async def test_reassigning_a_thousand_tasks_charges_each_open_one_once_more(company: Company) -> None:
    await company.create_many(MANY)
    assert await violations(company.system) == []
    open_tasks = await company.system.count("tracker", "assignment", IS_OPEN)
    fees_before = await company.system.count("accounting", "transfer", IS_FEE)

    run = await company.reassign()

    async def booked() -> None:
        assert await company.system.count("accounting", "transfer", IS_FEE) == fees_before + open_tasks

    await eventually(booked, within_seconds=WITHIN_A_CLICK_SECONDS)
    assert run["done"] == run["total"] == open_tasks > MANY


async def test_analytics_agrees_with_accounting_and_earnings_are_fees_less_rewards(company: Company) -> None:
    task = await company.create("Water the mango")
    assert await company.complete(await company.assignee(task), task) == 200
    await _entry(company, task, "completion_reward")

    async def agree() -> None:
        fees, rewards = await company.booked()
        summary = await company.admin.get("analytics", "/summary")
        assert Decimal(summary["management_earnings"]) == fees - rewards
        told = (await company.admin.get("analytics", "/earnings"))["days"][-1]
        assert (Decimal(told["fees"]), Decimal(told["rewards"])) == (fees, rewards)
        assert told["completions"] == await company.system.count("tracker", "assignment", "status = 1")

    await eventually(agree, within_seconds=WITHIN_A_CLICK_SECONDS)


async def _entry(company: Company, task: Json, kind: str) -> Json:
    async def found() -> Json:
        entries = [entry for entry in await company.entries_for(task) if entry["kind"] == kind]
        assert entries, f"no {kind} for {task['title']} yet"
        return entries[0]

    return await eventually(found, within_seconds=WITHIN_A_CLICK_SECONDS)


async def _balance_before(company: Company, task: Json) -> Decimal:
    """What the assignee had before their newest entry."""
    entries = await company.entries_of(task["assignee"]["id"])
    return Decimal(entries[1]["balance_after"]) if len(entries) > 1 else Decimal(0)
