"""An event that a service was deployed without understanding: seen, sent back after the mend, paid once."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.async_api import expect

from deploy.native.places import CHECKOUT
from tests.e2e.browsing import AXE, Visitor, opened_browser, visiting
from tests.eventually import eventually
from tests.system.company import Company
from tests.system.invariants import violations
from tests.system.processes import ServiceProcess
from tests.system.system import System

TITLE: Final = "Sing to the egg"
NOWHERE: Final = "about:blank"  # no page asks in vain for a service that is being deployed
REGISTRY: Final = "schema_registry/src"
SCHEMA: Final = "schema_registry/schemas/task.completed/1.json"
PROCESSES: Final = ("accounting-web", "accounting-worker")

pytestmark = [
    pytest.mark.timeout(400),
    pytest.mark.skipif(not AXE.is_file(), reason="run: python chassis/assets.py"),
]


@asynccontextmanager
async def accounting_with(system: System, registry: Path) -> AsyncIterator[None]:
    """While the block lasts accounting runs with another registry than everybody else."""
    processes = [system.processes[name] for name in PROCESSES]
    right = [process.environment for process in processes]
    try:
        await deploy(processes, [{**environment, "PYTHONPATH": str(registry)} for environment in right])
        yield
    finally:
        await deploy(processes, right)


async def deploy(processes: Sequence[ServiceProcess], environments: Sequence[Mapping[str, str]]) -> None:
    """Start processes again with other environments."""
    for process, environment in zip(processes, environments, strict=True):
        process.environment = environment
    await asyncio.gather(*(process.restart() for process in processes))


@pytest.fixture
def narrow_registry(tmp_path: Path) -> Path:
    """A copy of the registry by which nobody completes a task that was ever passed on."""
    copy = tmp_path / "registry"
    shutil.copytree(CHECKOUT / REGISTRY, copy)
    schema = json.loads((copy / SCHEMA).read_text())
    schema["properties"]["assignment_no"]["maximum"] = 1
    (copy / SCHEMA).write_text(json.dumps(schema))
    return copy


async def completed_after_being_passed_on(company: Company) -> dict[str, Any]:
    """A task that whoever it was passed on to has completed."""
    created = await company.create(TITLE)
    await company.reassign()
    task: dict[str, Any] = await company.manager.get("tracker", f"/tasks/{created['id']}")
    assert await company.complete(await company.assignee(task), task) == 200
    return task


async def rewards_for(company: Company, task: dict[str, Any]) -> int:
    """How often its assignee was paid for a task."""
    entries = await company.entries_for(task)
    return sum(entry["kind"] == "completion_reward" for entry in entries)


async def send_back(admin: Visitor) -> None:
    """Decide about the letter that is shown."""
    await admin.page.get_by_role("button", name=admin.words("Send it back")).click()
    await expect(admin.page.get_by_text(admin.words("No dead letters"))).to_be_visible()


async def test_a_letter_is_seen_with_what_is_wrong_and_sent_back_after_the_mend_with_one_effect(
    company: Company, narrow_registry: Path
) -> None:
    async with opened_browser() as browser, visiting(browser, company.system) as admin:
        page = admin.page
        async with accounting_with(company.system, narrow_registry):
            task = await completed_after_being_passed_on(company)
            await eventually(lambda: _waiting(company.system), within_seconds=30)
            await admin.sign_in("admin", "accounting", "/dead-letters")
            await expect(page.get_by_role("row").filter(has_text="task.completed")).to_have_count(1)
            await admin.look("dead-letters")
            await page.get_by_role("link", name="task.completed", exact=True).click()
            await expect(page.locator("mark")).to_contain_text("assignment_no")
            await admin.look("dead-letter-with-its-violation", whole=True)
            assert await rewards_for(company, task) == 0
            letter = page.url
            await page.goto(NOWHERE)

        await page.goto(letter)
        await expect(
            page.get_by_text(admin.words("It keeps its schema as this service knows it now."))
        ).to_be_visible()
        await send_back(admin)

        async def paid() -> None:
            assert await rewards_for(company, task) == 1

        await eventually(paid, within_seconds=30)
        assert await violations(company.system) == []
        assert await rewards_for(company, task) == 1
        assert admin.complaints == []


async def _waiting(system: System) -> bool:
    return await system.count("accounting", "dead_letter", "state = 'waiting'") == 1
