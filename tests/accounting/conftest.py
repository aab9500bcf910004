"""Accounting over real PostgreSQL, and without any server."""

from collections.abc import AsyncIterator

import pytest

from chassis.postgres.database import Database
from tests.accounting.harness import Harness, in_memory, over
from tests.accounting.history import all_history_has_arrived
from tests.infrastructure import DatabaseUrls, ServiceDatabase


@pytest.fixture
async def urls(service_database: ServiceDatabase) -> DatabaseUrls:
    """A database of accounting's that has nothing left to catch up on, so that days may be closed."""
    made = await service_database("accounting")
    await all_history_has_arrived(made)
    return made


@pytest.fixture
async def database(urls: DatabaseUrls) -> AsyncIterator[Database]:
    database = Database(urls.runtime, application_name="test", pool_size=10)
    yield database
    await database.close()


@pytest.fixture
async def in_postgres(database: Database) -> AsyncIterator[Harness]:
    """Whose books are right after the test, whatever it did."""
    harness = over(database)
    yield harness
    await harness.assert_books_are_right()


@pytest.fixture(params=["memory", "postgres"])
def either(request: pytest.FixtureRequest) -> Harness:
    """The same accounting over each kind of adapters."""
    if request.param == "memory":
        return in_memory()
    return over(request.getfixturevalue("database"))


@pytest.fixture
async def harness(either: Harness) -> AsyncIterator[Harness]:
    """Accounting whose books are right after the test, whatever it did."""
    yield either
    await either.assert_books_are_right()
