"""What fault tests use: a running system on servers of its own, all of whose parts they may kill."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from chassis.crash_points import VARIABLE
from tests.faults.ordeal import Ordeal
from tests.faults.servers import OwnPostgres, OwnRabbitmq
from tests.faults.table import note, pytest_terminal_summary, table_is_asked_for
from tests.servers.postgres import TestPostgres
from tests.servers.rabbitmq import TestRabbitmq
from tests.servers.run import Run
from tests.system.company import Company
from tests.system.fixtures import company, pytest_runtest_makereport, running_system, system
from tests.system.system import System

__all__ = ["company", "pytest_runtest_makereport", "pytest_terminal_summary", "system"]


@pytest.fixture(scope="session")
def servers_place() -> Iterator[Path]:
    """A directory that the servers' account may enter."""
    directory = Path(tempfile.mkdtemp(prefix="popug-faults-"))
    directory.chmod(0o755)
    yield directory
    shutil.rmtree(directory, ignore_errors=True)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def own_postgres(servers_place: Path, test_run: Run) -> AsyncIterator[OwnPostgres]:
    """A PostgreSQL that only fault tests use."""
    own = OwnPostgres.prepared(servers_place)
    await own.start()
    yield own
    own.kill()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def own_rabbitmq(servers_place: Path, test_run: Run) -> AsyncIterator[OwnRabbitmq]:
    """A RabbitMQ that only fault tests use."""
    own = OwnRabbitmq.prepared(servers_place)
    await own.start()
    yield own
    own.stop()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def postgres(own_postgres: OwnPostgres, servers_place: Path) -> TestPostgres:
    """The same, as tests see it."""
    return await TestPostgres.joined(Run(servers_place))


@pytest.fixture(scope="session")
def rabbitmq(own_rabbitmq: OwnRabbitmq, servers_place: Path) -> TestRabbitmq:
    """The same, as tests see it."""
    return TestRabbitmq.joined(Run(servers_place))


@pytest.fixture(scope="session")
def crash_points(servers_place: Path) -> Path:
    """Where a file named like a crash point kills the next process that arrives there."""
    directory = servers_place / "crash-points"
    directory.mkdir()
    return directory


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def only_system(
    postgres: TestPostgres,
    rabbitmq: TestRabbitmq,
    crash_points: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[System]:
    """A system with the demo's cast and no history, started once, whose processes know crash points."""
    directory = tmp_path_factory.mktemp("system")
    async with running_system(postgres, rabbitmq, directory, **{VARIABLE: str(crash_points)}) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def ordeal(company: Company, request: pytest.FixtureRequest) -> Ordeal:
    """The load that a fault is let loose on, and the judgement, which is stricter in `make faults`."""
    await company.system.start()
    in_full = table_is_asked_for() or request.node.get_closest_marker("faults") is not None
    return Ordeal(company, lambda row: note(request.node, row), rebuilds=in_full)
