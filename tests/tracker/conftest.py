"""A tracker over real PostgreSQL, and one without any server."""

from collections.abc import AsyncIterator

import pytest

from chassis.postgres.database import Database
from tests.infrastructure import ServiceDatabase
from tests.tracker.harness import Harness, in_memory, over


@pytest.fixture
async def database(service_database: ServiceDatabase) -> AsyncIterator[Database]:
    urls = await service_database("tracker")
    database = Database(urls.runtime, application_name="test", pool_size=10)
    yield database
    await database.close()


@pytest.fixture
def in_postgres(database: Database) -> Harness:
    return over(database)


@pytest.fixture(params=["memory", "postgres"])
def harness(request: pytest.FixtureRequest) -> Harness:
    """The same tracker over each kind of adapters."""
    if request.param == "memory":
        return in_memory()
    return over(request.getfixturevalue("database"))
