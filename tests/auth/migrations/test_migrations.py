"""Auth's migrations go up, down and up again, and end where the code expects them."""

import asyncio
from collections.abc import AsyncIterator

import pytest_asyncio
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, NullPool, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from auth.adapters.postgres.tables import metadata
from chassis.postgres.migrations import alembic_config, migrate_async
from chassis.postgres.schema import MESSAGING_TABLES
from tests.servers.postgres import DatabaseUrls, TestPostgres

OWN_TABLES = """
SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'outbox_%'
"""


@pytest_asyncio.fixture(loop_scope="session")
async def empty(postgres: TestPostgres) -> AsyncIterator[DatabaseUrls]:
    urls = await postgres.create_database("auth")
    yield urls
    await postgres.drop_database(urls)


def revisions() -> list[str]:
    script = ScriptDirectory.from_config(alembic_config("auth"))
    return [revision.revision for revision in reversed(list(script.walk_revisions()))]


async def downgrade(urls: DatabaseUrls, revision: str) -> None:
    engine = create_async_engine(urls.owner, poolclass=NullPool)
    config = alembic_config("auth")

    def down(connection: Connection) -> None:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)

    async with engine.connect() as connection:
        await connection.run_sync(down)
    await engine.dispose()


async def test_every_step_goes_up_down_and_up_again(empty: DatabaseUrls) -> None:
    before = "base"
    for revision in revisions():
        await migrate_async("auth", empty.owner, revision)
        await downgrade(empty, before)
        await migrate_async("auth", empty.owner, revision)
        before = revision

    assert await tables(create_async_engine(empty.owner, poolclass=NullPool)) >= set(metadata.tables)


async def test_going_all_the_way_down_leaves_nothing(empty: DatabaseUrls) -> None:
    await migrate_async("auth", empty.owner)

    await downgrade(empty, "base")

    assert await tables(create_async_engine(empty.owner, poolclass=NullPool)) == {"alembic_version"}


async def test_migrating_from_many_places_at_once_is_migrating_once(empty: DatabaseUrls) -> None:
    await asyncio.gather(*(asyncio.to_thread(_migrate, empty.owner) for _ in range(3)))

    assert await tables(create_async_engine(empty.owner, poolclass=NullPool)) >= set(metadata.tables)


def _migrate(owner_url: str) -> None:
    asyncio.run(migrate_async("auth", owner_url))


async def test_the_tables_are_those_the_code_declares(empty: DatabaseUrls) -> None:
    await migrate_async("auth", empty.owner)

    assert await differences(empty) == []


async def test_a_column_too_many_would_be_noticed(empty: DatabaseUrls) -> None:
    await migrate_async("auth", empty.owner)
    engine = create_async_engine(empty.owner, poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.execute(text("ALTER TABLE account ADD COLUMN nickname text"))
        await connection.execute(text("DROP INDEX uq_account_email"))
    await engine.dispose()

    assert [difference[0] for difference in await differences(empty)] == ["add_index", "remove_column"]


async def differences(urls: DatabaseUrls) -> list[tuple[object, ...]]:
    engine = create_async_engine(urls.owner, poolclass=NullPool)

    def compare(connection: Connection) -> list[tuple[object, ...]]:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": own_table}
        )
        return list(compare_metadata(context, metadata))

    async with engine.connect() as connection:
        found = await connection.run_sync(compare)
    await engine.dispose()
    return found


def own_table(name: str | None, kind: str, _parents: object) -> bool:
    if kind != "table" or name is None:
        return True
    return name not in MESSAGING_TABLES and not name.startswith("outbox_") and name != "alembic_version"


async def tables(engine: AsyncEngine) -> set[str]:
    async with engine.connect() as connection:
        rows = await connection.execute(text(OWN_TABLES))
        found = set(rows.scalars().all())
    await engine.dispose()
    return found
