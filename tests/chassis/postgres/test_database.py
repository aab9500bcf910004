"""The database: one transaction for both dialects, undone as a whole, and connections that heal."""

import asyncio
from contextlib import suppress
from typing import Any

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from chassis.postgres.address import driver_url, engine_url
from chassis.postgres.database import Database, Undone
from chassis.web.outages import is_outage
from tests.servers.postgres import DatabaseUrls


async def parrots(database: Database) -> list[str]:
    """Who is there."""
    async with database.reading() as transaction:
        return [
            row["name"] for row in await transaction.driver.fetch("SELECT name FROM parrot ORDER BY name")
        ]


async def test_core_and_driver_share_one_transaction(database: Database) -> None:
    async with database.transaction() as transaction:
        await transaction.connection.execute(text("INSERT INTO parrot VALUES (:name)"), {"name": "gosha"})
        seen = await transaction.driver.fetchval("SELECT name FROM parrot")
        await transaction.driver.execute("INSERT INTO parrot VALUES ('kesha')")
        outside = await parrots(database)

    assert (seen, outside) == ("gosha", [])
    assert await parrots(database) == ["gosha", "kesha"]


async def test_an_exception_undoes_both(database: Database) -> None:
    async def write_and_fail() -> None:
        async with database.transaction() as transaction:
            await transaction.connection.execute(text("INSERT INTO parrot VALUES ('gosha')"))
            await transaction.driver.execute("INSERT INTO parrot VALUES ('kesha')")
            raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        await write_and_fail()

    assert await parrots(database) == []


async def test_callbacks_run_after_the_commit_and_only_then(database: Database) -> None:
    called: list[str] = []

    def note() -> None:
        called.append("committed")

    async with database.transaction() as transaction:
        transaction.after_commit(note)
        transaction.after_commit(note)
        during = list(called)
    with suppress(RuntimeError):
        async with database.transaction() as transaction:
            transaction.after_commit(note)
            raise RuntimeError

    assert (during, called) == ([], ["committed"])


async def test_what_was_undone_because_an_error_was_swallowed_is_not_taken_for_committed(
    database: Database,
) -> None:
    called: list[str] = []

    async def write_and_swallow() -> None:
        async with database.transaction() as transaction:
            transaction.after_commit(lambda: called.append("committed"))
            await transaction.driver.execute("INSERT INTO parrot VALUES ('gosha')")
            with suppress(asyncpg.UniqueViolationError):
                await transaction.driver.execute("INSERT INTO parrot VALUES ('gosha')")

    with pytest.raises(Undone, match="COMMIT was answered with ROLLBACK"):
        await write_and_swallow()

    assert (called, await parrots(database)) == ([], [])


async def test_nothing_begins_within_what_was_left_open(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chassis.postgres.database._may_be_used_again", lambda _: True)
    async with database.one_statement() as driver:
        await driver.execute("BEGIN; INSERT INTO parrot VALUES ('nobody')")

    with pytest.raises(asyncpg.InterfaceError, match="open"):
        async with database.transaction():
            raise AssertionError("it began")
    async with database.transaction() as transaction:
        await transaction.driver.execute("INSERT INTO parrot VALUES ('kesha')")

    assert await parrots(database) == ["kesha"]


async def test_reading_cannot_write(database: Database) -> None:
    async with database.reading() as transaction:
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            await transaction.driver.execute("INSERT INTO parrot VALUES ('gosha')")

    assert await parrots(database) == []


async def test_reading_sees_one_snapshot(database: Database) -> None:
    async with database.reading() as reader:
        before = await reader.driver.fetchval("SELECT count(*) FROM parrot")
        async with database.transaction() as writer:
            await writer.driver.execute("INSERT INTO parrot VALUES ('gosha')")
        after = await reader.driver.fetchval("SELECT count(*) FROM parrot")

    assert (before, after) == (0, 0)


async def test_a_connection_that_died_in_the_pool_is_replaced(database: Database, urls: DatabaseUrls) -> None:
    await parrots(database)
    killer = await asyncpg.connect(driver_url(urls.runtime))
    await killer.execute(
        "SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    await killer.close()

    assert await parrots(database) == []


async def test_a_connection_that_dies_in_use_fails_its_transaction_only(database: Database) -> None:
    async def write_and_die() -> None:
        async with database.transaction() as transaction:
            await transaction.driver.execute("INSERT INTO parrot VALUES ('gosha')")
            await transaction.driver.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
        await write_and_die()

    assert await parrots(database) == []


async def test_a_session_ended_during_a_core_statement_fails_its_transaction_only(database: Database) -> None:
    async def write_and_die() -> None:
        async with database.transaction() as transaction:
            await transaction.connection.execute(text("INSERT INTO parrot VALUES ('gosha')"))
            await transaction.connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises((DBAPIError, asyncpg.InterfaceError)):
        await write_and_die()

    assert await parrots(database) == []


@pytest.mark.parametrize("stuck", ["BEGIN", "COMMIT", "ROLLBACK"])
@pytest.mark.parametrize("arrives", [True, False], ids=["the answer is lost", "the order is lost"])
async def test_a_transaction_that_does_not_begin_or_end_takes_nothing_later_with_it(
    database: Database, monkeypatch: pytest.MonkeyPatch, stuck: str, arrives: bool
) -> None:
    execute = asyncpg.Connection.execute

    async def waits(connection: Any, query: str, *arguments: Any, **options: Any) -> str:
        if not query.startswith(stuck):
            return await execute(connection, query, *arguments, **options)
        if arrives:
            await execute(connection, query, *arguments, **options)
        await asyncio.sleep(60)
        raise AssertionError("nobody waits for so long")

    async def write_and_give_up() -> None:
        async with asyncio.timeout(0.2), database.transaction() as transaction:
            await transaction.driver.fetch("INSERT INTO parrot VALUES ('nobody') RETURNING name")
            if stuck == "ROLLBACK":
                raise RuntimeError

    await parrots(database)
    with monkeypatch.context() as patch:
        patch.setattr(asyncpg.Connection, "execute", waits)
        with pytest.raises(TimeoutError):
            await write_and_give_up()
    async with database.transaction() as transaction:
        await transaction.driver.execute("INSERT INTO parrot VALUES ('kesha')")
    async with database.one_statement() as driver:
        await driver.execute("INSERT INTO parrot VALUES ('gosha')")
    await database.close()

    committed = ["nobody"] if stuck == "COMMIT" and arrives else []
    assert await parrots(database) == ["gosha", "kesha", *committed]


async def test_a_server_that_takes_nobody_in_is_told_in_the_drivers_words(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_arguments: Any, **_options: Any) -> None:
        raise asyncpg.CannotConnectNowError("the database system is starting up")

    monkeypatch.setattr(asyncpg, "connect", refuse)

    for enter in (database.transaction, database.reading, database.one_statement):
        with pytest.raises(asyncpg.CannotConnectNowError) as refused:
            async with enter():
                pass
        assert is_outage(refused.value)


@pytest.mark.parametrize(("planned_once", "mode"), [(True, "force_generic_plan"), (False, "auto")])
async def test_plans_are_made_once_where_that_is_asked_for(
    urls: DatabaseUrls, planned_once: bool, mode: str
) -> None:
    database = Database(urls.runtime, application_name="test", planned_once=planned_once)

    async with database.one_statement() as driver:
        shown = await driver.fetchval("SHOW plan_cache_mode")
    await database.close()

    assert shown == mode


def test_addresses_are_spelt_for_whoever_reads_them() -> None:
    assert driver_url("postgresql+asyncpg://a:b@c:1/d") == "postgresql://a:b@c:1/d"
    assert engine_url("postgresql://a:b@c:1/d") == "postgresql+asyncpg://a:b@c:1/d"
    assert engine_url("postgresql+asyncpg://a:b@c:1/d") == "postgresql+asyncpg://a:b@c:1/d"
