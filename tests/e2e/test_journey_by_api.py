"""The main job by scripts: create, charge, complete, reward, reassign; the books agree at every step."""

from collections import Counter
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
OVER_WITHIN_SECONDS: Final = 30.0
IS_RUNNING: Final = "state = 'running'"
CHARGED: Final = "SELECT task_id FROM transfer WHERE kind = 1"

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
    """However many are open by now: how soon it is booked is the benchmarks' affair."""
    created = [task["id"] for task in await company.create_many(MANY)]
    await eventually(lambda: _nothing_runs(company.system), within_seconds=OVER_WITHIN_SECONDS)
    assert await violations(company.system) == []
    fees_before = await _fees_by_task(company.system)

    run = await company.reassign()

    assert await violations(company.system) == []
    fees = await _fees_by_task(company.system)
    assert run["done"] == run["total"] >= MANY
    assert fees.total() == fees_before.total() + run["done"]
    assert {fees[task] - fees_before[task] for task in created} == {1}
    assert {fees[task] - fees_before[task] for task in fees} <= {0, 1}


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


async def _nothing_runs(system: System) -> None:
    assert await system.count("tracker", "reassignment", IS_RUNNING) == 0


async def _fees_by_task(system: System) -> Counter[str]:
    return Counter(await system.texts("accounting", CHARGED))


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
