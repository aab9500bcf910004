"""Analytics over real PostgreSQL, and without any server."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from chassis.postgres.database import Database
from tests.analytics.harness import Harness, in_memory, over
from tests.infrastructure import DatabaseUrls, ServiceDatabase


@pytest_asyncio.fixture(loop_scope="session")
async def urls(service_database: ServiceDatabase) -> DatabaseUrls:
    return await service_database("analytics")


@pytest_asyncio.fixture(loop_scope="session")
async def database(urls: DatabaseUrls) -> AsyncIterator[Database]:
    database = Database(urls.runtime, application_name="test", pool_size=5)
    yield database
    await database.close()


@pytest.fixture
def in_postgres(database: Database) -> Harness:
    return over(database)


@pytest.fixture(params=["memory", "postgres"])
def harness(request: pytest.FixtureRequest) -> Harness:
    """The same analytics over each kind of adapters."""
    return in_memory() if request.param == "memory" else over(request.getfixturevalue("database"))
