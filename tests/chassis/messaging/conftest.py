"""A database with the messaging tables and a broker with the whole topology, fresh for each test."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from chassis.dead_letters.postgres import PostgresDeadLetters
from chassis.dead_letters.rabbitmq import ReturnToInbox
from chassis.postgres.database import Database
from tests.chassis.messaging.ledger import Ledger, create_ledger
from tests.chassis.messaging.support import create_messaging
from tests.infrastructure import TestPostgres, TestRabbitmq
from tests.servers.postgres import DatabaseUrls
from tests.servers.rabbitmq import BrokerUrls


@pytest_asyncio.fixture(loop_scope="session")
async def urls(postgres: TestPostgres) -> AsyncIterator[DatabaseUrls]:
    """A tracker database that holds nothing but the messaging tables."""
    made = await postgres.create_database("tracker")
    await create_messaging(made.owner, "tracker")
    yield made
    await postgres.drop_database(made)


@pytest_asyncio.fixture(loop_scope="session")
async def database(urls: DatabaseUrls) -> AsyncIterator[Database]:
    """The same database, as the service's own role sees it."""
    opened = Database(urls.runtime, application_name="tests")
    yield opened
    await opened.close()


@pytest_asyncio.fixture(loop_scope="session")
async def broker(rabbitmq: TestRabbitmq) -> AsyncIterator[BrokerUrls]:
    """A vhost with every exchange, queue and user."""
    made = await rabbitmq.create_vhost()
    yield made
    await rabbitmq.delete_vhost(made)


@pytest_asyncio.fixture(loop_scope="session")
async def ledger(urls: DatabaseUrls, database: Database) -> Ledger:
    """An empty ledger."""
    await create_ledger(urls.owner)
    return Ledger(database)


@pytest_asyncio.fixture(loop_scope="session")
async def back(broker: BrokerUrls) -> AsyncIterator[ReturnToInbox]:
    """The way back to accounting's inbox."""
    way = ReturnToInbox("accounting", broker["accounting"])
    yield way
    await way.close()


@pytest.fixture
def stored(database: Database, back: ReturnToInbox) -> PostgresDeadLetters:
    """The real thing."""
    return PostgresDeadLetters(database, back)
