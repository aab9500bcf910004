"""What counts as an outage, and how it is answered with a real database."""

import asyncio

import asyncpg
import pytest
from aiormq.exceptions import AMQPConnectionError, ChannelInvalidStateError
from fastapi import APIRouter
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from chassis.postgres.address import driver_url
from chassis.postgres.database import Database
from chassis.web.outages import OUTAGE_CAUSES, is_outage
from tests.chassis.access.support import create_web_database
from tests.chassis.web.support import an_app, api_client
from tests.servers.postgres import TestPostgres


def wrapped(cause: Exception) -> DBAPIError:
    """As SQLAlchemy hands on what its driver raised."""
    original = RuntimeError("the driver's own class")
    original.__cause__ = cause
    return DBAPIError("SELECT 1", None, original)


OUTAGES = [
    ConnectionRefusedError(),
    TimeoutError(),
    asyncpg.CannotConnectNowError(),
    asyncpg.AdminShutdownError(),
    asyncpg.TooManyConnectionsError(),
    asyncpg.DiskFullError(),
    asyncpg.ConnectionDoesNotExistError(),
    asyncpg.DeadlockDetectedError(),
    asyncpg.InterfaceError("connection is closed"),
    asyncpg.InternalClientError("cannot switch to state 12; another operation (2) is in progress"),
    PoolExhausted(),
    AMQPConnectionError(),
    ChannelInvalidStateError(),
    wrapped(asyncpg.AdminShutdownError()),
]
MISTAKES = [
    asyncpg.UndefinedTableError(),
    asyncpg.UniqueViolationError(),
    asyncpg.InsufficientPrivilegeError(),
    wrapped(asyncpg.UndefinedColumnError()),
    FileNotFoundError(),
    PermissionError(),
    RuntimeError(),
    KeyError(),
]


@pytest.mark.parametrize("error", OUTAGES, ids=repr)
def test_waiting_may_help(error: Exception) -> None:
    assert is_outage(error)
    assert isinstance(error, OUTAGE_CAUSES)


@pytest.mark.parametrize("error", MISTAKES, ids=repr)
def test_waiting_does_not_help(error: Exception) -> None:
    assert not is_outage(error)


def asking(database: Database) -> APIRouter:
    """An endpoint that needs the database."""
    router = APIRouter()

    @router.get("/one")
    async def one() -> int:
        async with database.transaction() as transaction:
            answer: int = await transaction.driver.fetchval("SELECT 1")
        return answer

    return router


async def test_a_pool_run_dry_is_answered_with_try_again_and_recovers(
    postgres: TestPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chassis.postgres.database.POOL_WAIT_SECONDS", 0.2)
    urls = await create_web_database(postgres, "tracker")
    database = Database(urls.runtime, application_name="test", pool_size=1)

    async with api_client(an_app(database=database, api=[asking(database)])) as client:
        async with database.transaction():
            dry = await client.get("/api/v1/one")
        refilled = await client.get("/api/v1/one")
    await database.close()
    await postgres.drop_database(urls)

    assert (dry.status_code, dry.json()["code"]) == (503, "unavailable")
    assert "retry-after" in dry.headers
    assert refilled.status_code == 200


async def test_a_connection_terminated_in_use_is_answered_with_try_again_and_replaced(
    postgres: TestPostgres,
) -> None:
    urls = await create_web_database(postgres, "tracker")
    database = Database(urls.runtime, application_name="test", pool_size=1)
    router = APIRouter()
    waiting = asyncio.Event()

    @router.get("/slow")
    async def slow() -> None:
        async with database.transaction() as transaction:
            waiting.set()
            await transaction.driver.execute("SELECT pg_sleep(30)")

    async with api_client(an_app(database=database, api=[asking(database), router])) as client:
        asked = asyncio.create_task(client.get("/api/v1/slow"))
        await waiting.wait()
        await terminate_all(postgres.admin_dsn, urls.name)
        cut = await asked
        again = await client.get("/api/v1/one")
    await database.close()
    await postgres.drop_database(urls)

    assert (cut.status_code, again.status_code) == (503, 200)


async def terminate_all(admin_dsn: str, database: str) -> None:
    """End every connection to a database."""
    connection = await asyncpg.connect(driver_url(admin_dsn))
    try:
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", database
        )
    finally:
        await connection.close(timeout=5)
