"""Migrating: once, one at a time, and never in the traffic's way."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio
from sqlalchemy.exc import DBAPIError

from chassis.postgres import migrations
from chassis.postgres.migrations import alembic_config, migrate_async
from tests.chassis.messaging.support import append, connection_to
from tests.infrastructure import TestPostgres
from tests.servers.postgres import DatabaseUrls

ENV = """
from sqlalchemy import MetaData
from chassis.postgres.migrations import run_env

run_env(MetaData())
"""
FIRST = '''
"""Create the messaging tables."""
from alembic import op
from chassis.postgres.schema import create_messaging_tables, drop_messaging_tables

revision, down_revision = "0001", None

def upgrade():
    create_messaging_tables(op, "tracker")

def downgrade():
    drop_messaging_tables(op)
'''
SECOND = '''
"""Widen the inbox."""
from alembic import op

revision, down_revision = "0002", "0001"

def upgrade():
    op.execute("ALTER TABLE inbox ADD COLUMN remark text")

def downgrade():
    op.execute("ALTER TABLE inbox DROP COLUMN remark")
'''


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A service with two migrations."""
    name = f"migrating_{tmp_path.name.replace('-', '_')}"
    source, versions = tmp_path / "src" / name, tmp_path / "migrations" / "versions"
    source.mkdir(parents=True)
    versions.mkdir(parents=True)
    (source / "__init__.py").touch()
    (tmp_path / "migrations" / "env.py").write_text(ENV)
    (versions / "2026-11-21-1200_create_messaging.py").write_text(FIRST)
    (versions / "2026-11-21-1300_widen_inbox.py").write_text(SECOND)
    monkeypatch.syspath_prepend(str(tmp_path / "src"))
    yield name
    sys.modules.pop(name, None)


@pytest_asyncio.fixture(loop_scope="session")
async def empty(postgres: TestPostgres) -> AsyncIterator[DatabaseUrls]:
    """A database with nothing in it."""
    made = await postgres.create_database("tracker")
    yield made
    await postgres.drop_database(made)


async def tables(urls: DatabaseUrls) -> set[str]:
    """The ordinary tables of a database."""
    async with connection_to(urls.owner) as connection:
        rows = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return {row["tablename"] for row in rows}


async def revision(urls: DatabaseUrls) -> str | None:
    """Where the database stands."""
    async with connection_to(urls.owner) as connection:
        at: str | None = await connection.fetchval("SELECT version_num FROM alembic_version")
    return at


async def test_brings_an_empty_database_to_the_newest_shape(package: str, empty: DatabaseUrls) -> None:
    await migrate_async(package, empty.owner)

    assert {"outbox", "outbox_cursor", "inbox", "synchronisation"} <= await tables(empty)
    assert await revision(empty) == "0002"


async def test_doing_it_again_changes_nothing(package: str, empty: DatabaseUrls) -> None:
    await migrate_async(package, empty.owner)
    before = await tables(empty)

    await migrate_async(package, empty.owner)

    assert await tables(empty) == before


async def test_several_at_once_take_turns(package: str, empty: DatabaseUrls) -> None:
    await asyncio.gather(*(asyncio.to_thread(migrations.migrate, package, empty.owner) for _ in range(3)))

    assert await revision(empty) == "0002"


async def test_gives_up_on_a_table_in_use_instead_of_queueing_up_the_traffic(
    package: str, empty: DatabaseUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrations, "LOCK_TIMEOUT_SECONDS", 0.2)
    await migrate_async(package, empty.owner, "0001")
    async with connection_to(empty.owner) as busy, busy.transaction():
        await busy.execute("LOCK TABLE inbox IN ACCESS SHARE MODE")

        with pytest.raises(DBAPIError, match="lock timeout"):
            await migrate_async(package, empty.owner)

    assert await revision(empty) == "0001"


async def test_what_was_created_can_be_taken_away_again(package: str, empty: DatabaseUrls) -> None:
    await migrate_async(package, empty.owner)

    await migrations.downgrade_async(package, empty.owner, "base")

    assert await tables(empty) == {"alembic_version"}
    await migrate_async(package, empty.owner)
    assert "outbox" in await tables(empty)


async def test_each_migration_keeps_partitions_ahead_of_the_log(package: str, empty: DatabaseUrls) -> None:
    await migrate_async(package, empty.owner)
    async with connection_to(empty.owner) as owner:
        await owner.execute("ALTER SEQUENCE outbox_id_seq RESTART WITH 55000000")
    async with connection_to(empty.runtime) as connection:
        await append(connection, b"beyond what was made ahead")

    await migrate_async(package, empty.owner)

    assert {"outbox_000006", "outbox_000007", "outbox_000008"} <= await tables(empty)
    async with connection_to(empty.runtime) as connection:
        assert await connection.fetchval("SELECT count(*) FROM outbox") == 1
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("DELETE FROM outbox_000006")


def test_finds_the_migrations_beside_the_source(package: str, tmp_path: Path) -> None:
    assert alembic_config(package).get_main_option("script_location") == str(tmp_path / "migrations")
