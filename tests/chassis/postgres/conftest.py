"""A database of its own for each test, and the pool of its service."""

from collections.abc import AsyncIterator

import asyncpg
import pytest_asyncio

from chassis.postgres.address import driver_url
from chassis.postgres.database import Database
from tests.infrastructure import TestPostgres
from tests.servers.postgres import DatabaseUrls


@pytest_asyncio.fixture(loop_scope="session")
async def urls(postgres: TestPostgres) -> AsyncIterator[DatabaseUrls]:
    """A database with one table."""
    made = await postgres.create_database("tracker")
    owner = await asyncpg.connect(driver_url(made.owner))
    await owner.execute("CREATE TABLE parrot (name text PRIMARY KEY)")
    await owner.close()
    yield made
    await postgres.drop_database(made)


@pytest_asyncio.fixture(loop_scope="session")
async def database(urls: DatabaseUrls) -> AsyncIterator[Database]:
    """As the service sees it."""
    opened = Database(urls.runtime, application_name="tests", pool_size=2)
    yield opened
    await opened.close()
