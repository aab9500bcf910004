"""The main job by scripts: create, charge, complete, reward, reassign; the books agree at every step."""

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Final

import pytest_asyncio

from tests.eventually import eventually
from tests.system.company import Company
from tests.system.system import System

WITHIN_A_CLICK_SECONDS: Final = 2.0
MANY: Final = 1_000
FEES: Final = {Decimal(dollars) for dollars in range(10, 21)}
REWARDS: Final = {Decimal(dollars) for dollars in range(20, 41)}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def company(system: System) -> Company:
    return await Company.at(system)


@pytest_asyncio.fixture(autouse=True, loop_scope="session")
async def _money_is_never_made(system: System) -> AsyncIterator[None]:
    yield
    await system.run("accounting", "verify")


async def test_being_given_a_task_costs_its_fee_and_says_what_for(company: Company) -> None:
    task = await company.create("Fix the beak")
    assignee = task["assignee"]["id"]

    async def charged() -> Decimal:
        entry = next(each for each in await company.entries_of(assignee) if each["task"]["id"] == task["id"])
        assert entry["task"]["title"] == "Fix the beak"
        assert entry["kind"] == "assignment_fee"
        return Decimal(entry["amount"])

    amount = await eventually(_found(charged), within_seconds=WITHIN_A_CLICK_SECONDS)
    assert -amount in FEES
    assert (await company.entries_of(assignee))[0]["balance_after"] == str(await company.balance_of(assignee))


async def test_completing_pays_the_reward_once_however_often_it_is_said(company: Company) -> None:
    task = await company.create("Polish the perch")
    assignee = task["assignee"]["id"]
    caller = await company.caller_of(task)

    statuses = [await company.complete(caller, task) for _ in range(3)]

    async def rewards() -> list[Decimal]:
        entries = await company.entries_of(assignee)
        of_task = [each for each in entries if each["task"]["id"] == task["id"]]
        found = [Decimal(each["amount"]) for each in of_task if each["kind"] == "completion_reward"]
        assert len(of_task) == len(found) + 1, "the fee is missing"
        assert found, "no reward yet"
        return found

    paid = await eventually(rewards, within_seconds=WITHIN_A_CLICK_SECONDS)
    assert statuses == [200, 200, 200]
    assert len(paid) == 1
    assert paid[0] in REWARDS


async def test_nobody_completes_what_is_somebody_elses(company: Company) -> None:
    task = await company.create("Count the seeds")
    before = await company.balance_of(task["assignee"]["id"])

    answer = await company.admin.post("tracker", f"/tasks/{task['id']}/complete")

    assert answer.status_code == 403
    assert answer.json()["code"] == "not_the_assignee"
    assert (await company.admin.get("tracker", f"/tasks/{task['id']}"))["status"] == "open"
    assert await company.balance_of(task["assignee"]["id"]) <= before


async def test_reassigning_a_thousand_tasks_charges_a_thousand_fees(company: Company) -> None:
    await company.create_many(MANY)
    await eventually(lambda: _all_assignments_booked(company), within_seconds=30)
    fees_before = await _fee_count(company)

    run = await company.reassign()

    async def booked() -> None:
        assert await _fee_count(company) - fees_before == run["done"]

    assert run["done"] == run["total"] >= MANY
    await eventually(booked, within_seconds=10)


async def test_analytics_agrees_with_accounting_and_earnings_are_fees_less_rewards(company: Company) -> None:
    async def agree() -> None:
        fees, rewards = await company.booked()
        summary = await company.admin.get("analytics", "/summary")
        assert Decimal(summary["management_earnings"]) == fees - rewards
        told = (await company.admin.get("analytics", "/earnings"))["days"][-1]
        assert (Decimal(told["fees"]), Decimal(told["rewards"])) == (fees, rewards)

    await eventually(agree, within_seconds=WITHIN_A_CLICK_SECONDS)


def _found(probe):  # type: ignore[no-untyped-def]
    async def probing():  # type: ignore[no-untyped-def]
        try:
            return await probe()
        except StopIteration:
            raise AssertionError("not there yet") from None

    return probing
