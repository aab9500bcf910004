"""The running system as fixtures, and its processes' last words on the report of a test that failed."""

import asyncio
from collections.abc import AsyncIterator, Generator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import pytest
import pytest_asyncio

from tests.servers.postgres import TestPostgres
from tests.servers.rabbitmq import TestRabbitmq
from tests.system.company import Company
from tests.system.system import System

WORDS_PER_PROCESS: Final = 1_500


@asynccontextmanager
async def running_system(
    postgres: TestPostgres, rabbitmq: TestRabbitmq, directory: Path, **choices: str
) -> AsyncIterator[System]:
    """A system with the demo's cast and no history; `choices` are further variables for every process."""
    running = await System.prepare(postgres, rabbitmq, directory, **choices)
    try:
        await asyncio.gather(running.start(), running.run("auth", "demo"))
        yield running
    finally:
        await running.stop()


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def only_system(
    postgres: TestPostgres, rabbitmq: TestRabbitmq, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[System]:
    """One started once a package: that takes its time."""
    async with running_system(postgres, rabbitmq, tmp_path_factory.mktemp("system")) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def system(only_system: System) -> System:
    """The system with every process running, whatever the tests before have left of it."""
    await only_system.start()
    return only_system


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def company(system: System) -> Company:
    """Whoever works there."""
    return await Company.at(system)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Attach the end of every process' log to a failure."""
    report = yield
    arguments: dict[str, Any] = getattr(item, "funcargs", {})
    running = arguments.get("only_system", arguments.get("system"))
    if report.failed and isinstance(running, System):
        for name, process in running.processes.items():
            report.sections.append((f"{name} (pid {process.pid})", process.last_words(WORDS_PER_PROCESS)))
    return report
