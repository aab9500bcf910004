"""Processes die without a word while everybody works; nothing is lost and nothing happens twice."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import pytest

from tests.eventually import eventually
from tests.faults.load import Load
from tests.faults.watch import watch_the_money
from tests.system.company import Company
from tests.system.invariants import violations
from tests.system.system import System

ROUNDS_MANY: Final = 4
ANSWERS_BETWEEN_KILLS: Final = 40
WORK_WITHIN_SECONDS: Final = 60.0
LISTED_WITHIN_SECONDS: Final = 20.0  # the management interface lists a new connection seconds later
OFFICE: Final = ("admin", "manager", "accountant")
CREATED: Final = "SELECT id FROM task WHERE title = 'Under load'"
REASSIGNED: Final = "SELECT key FROM reassignment"
COMPLETED: Final = """
SELECT a.task_id || ' by ' || who.email
FROM assignment a JOIN account who ON who.account_id = a.assignee_id WHERE a.status = 1
"""

pytestmark = pytest.mark.timeout(600)


async def test_killing_each_worker_and_a_web_process_loses_and_doubles_nothing(company: Company) -> None:
    async with _under_load(company) as load:
        for name in ("tracker-worker", "accounting-worker", "analytics-worker", "tracker-web"):
            await _work_goes_on(load)
            await company.system.processes[name].restart()

    assert await violations(company.system) == []


async def test_cutting_all_connections_to_the_broker_loses_and_doubles_nothing(company: Company) -> None:
    system = company.system
    async with _under_load(company) as load:
        for _ in range(2):
            await _work_goes_on(load)
            await eventually(system.cut_broker_connections, within_seconds=LISTED_WITHIN_SECONDS)
        await _work_goes_on(load)

    assert await violations(system) == []


@pytest.mark.faults
async def test_killing_every_process_again_and_again_loses_and_doubles_nothing(company: Company) -> None:
    async with _under_load(company) as load:
        for _ in range(ROUNDS_MANY):
            for process in company.system.processes.values():
                await _work_goes_on(load)
                await process.restart()

    assert await violations(company.system) == []


@pytest.mark.faults
async def test_killing_everything_at_once_loses_and_doubles_nothing(company: Company) -> None:
    processes = company.system.processes.values()
    async with _under_load(company) as load:
        for _ in range(ROUNDS_MANY):
            await _work_goes_on(load)
            await asyncio.gather(*(process.kill() for process in processes))
            await company.system.start()

    assert await violations(company.system) == []


@asynccontextmanager
async def _under_load(company: Company) -> AsyncIterator[Load]:
    """Everybody at work inside; afterwards everything has been answered, and what was answered is so."""
    system = company.system
    emails = [email for email in company.emails.values() if email.split("@")[0] not in OFFICE]
    load = Load(company, await system.callers(emails))
    before = await _facts(system)
    stop = asyncio.Event()
    working, watching = (
        asyncio.create_task(load.run(stop)),
        asyncio.create_task(watch_the_money(system, stop)),
    )
    try:
        yield load
    finally:
        stop.set()
        await asyncio.gather(working, watching)
        await system.start()
    await load.settle()
    assert set(watching.result()) == {0}
    assert load.unanswered() == 0
    await _answers_hold(load, before)


async def _work_goes_on(load: Load) -> None:
    """Wait until a number of further requests has been answered."""
    wanted = len(load.requests) - load.unanswered() + ANSWERS_BETWEEN_KILLS

    def answered() -> None:
        count = len(load.requests) - load.unanswered()
        assert count >= wanted, f"{count} of {wanted} answered"

    await eventually(answered, within_seconds=WORK_WITHIN_SECONDS)


async def _facts(system: System) -> dict[str, set[str]]:
    return {
        "create": set(await system.texts("tracker", CREATED)),
        "complete": set(await system.texts("tracker", COMPLETED)),
        "reassign": set(await system.texts("tracker", REASSIGNED)),
    }


async def _answers_hold(load: Load, before: dict[str, set[str]]) -> None:
    """What was answered 2xx is there and nothing else is."""
    after = await _facts(load.company.system)
    for kind, statuses in (("create", (201,)), ("complete", (200,)), ("reassign", (202,))):
        promised = set(load.keys(kind, *statuses))
        assert promised, f"the load never got to {kind}"
        assert after[kind] - before[kind] == promised, kind
