"""Fixtures: real PostgreSQL and RabbitMQ, one of each per run, a database and a vhost per need."""

import asyncio
import gc
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import IO, Final

import pytest
import pytest_asyncio

from tests.servers.keeper import hold_alive_lock
from tests.servers.postgres import DatabaseUrls, TestPostgres
from tests.servers.rabbitmq import BrokerUrls, TestRabbitmq
from tests.servers.run import Run, memory_if_ample

__all__ = [
    "BrokerUrls",
    "DatabaseUrls",
    "ServiceDatabase",
    "TestPostgres",
    "TestRabbitmq",
    "postgres",
    "pytest_sessionfinish",
    "pytest_sessionstart",
    "rabbitmq",
    "service_database",
    "test_run",
    "vhost",
]

ServiceDatabase = Callable[[str], Awaitable[DatabaseUrls]]


_RUN: Final = pytest.StashKey[Run]()
_ALIVE: Final = pytest.StashKey[IO[str]]()


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Begin the run before its worker processes start; they join it."""
    if is_worker():
        return
    run = session.config.stash[_RUN] = Run.begin(memory_if_ample())
    session.config.stash[_ALIVE] = hold_alive_lock(run.directory)


def pytest_collection_finish() -> None:
    """Thousands of collected tests live as long as the run: the collector need not look at them each time."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """End the run; its servers go with it."""
    if is_worker():
        return
    run = session.config.stash[_RUN]
    keepers = run.keepers()
    session.config.stash[_ALIVE].close()
    run.end(keepers)


def is_worker() -> bool:
    """Whether this process is one of several that run the tests of one run."""
    return "PYTEST_XDIST_WORKER" in os.environ


@pytest.fixture(scope="session")
def test_run() -> Run:
    """The run that this process belongs to."""
    return Run.joined()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def postgres(test_run: Run) -> TestPostgres:
    """The run's PostgreSQL."""
    return await TestPostgres.joined(test_run)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def rabbitmq(test_run: Run) -> TestRabbitmq:
    """The run's RabbitMQ."""
    return await asyncio.to_thread(TestRabbitmq.joined, test_run)


@pytest_asyncio.fixture(loop_scope="session")
async def service_database(postgres: TestPostgres) -> AsyncIterator[ServiceDatabase]:
    """A factory of migrated databases, `await service_database("tracker")`, dropped after the test."""
    made: list[DatabaseUrls] = []

    async def create(service: str) -> DatabaseUrls:
        urls = await postgres.create_migrated_database(service)
        made.append(urls)
        return urls

    yield create
    for urls in made:
        await postgres.drop_database(urls)


@pytest_asyncio.fixture(loop_scope="session")
async def vhost(rabbitmq: TestRabbitmq) -> AsyncIterator[BrokerUrls]:
    """A vhost of the test's own with the whole topology in it, removed after the test."""
    urls = await rabbitmq.create_vhost()
    yield urls
    await rabbitmq.delete_vhost(urls)
