"""The running system as fixtures."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.servers.postgres import TestPostgres
from tests.servers.rabbitmq import TestRabbitmq
from tests.system.system import System


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def system(
    postgres: TestPostgres, rabbitmq: TestRabbitmq, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[System]:
    """A system with the demo's cast and no history; every module has its own."""
    running = await System.prepare(postgres, rabbitmq, tmp_path_factory.mktemp("system"))
    try:
        await running.start()
        await running.run("auth", "demo")
        yield running
    finally:
        await running.stop()
