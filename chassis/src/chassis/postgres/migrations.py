"""Brings a service's database to the shape its code expects: alembic, one migrating process at a time.

A service keeps `migrations/versions/YYYY-MM-DD-HHMM_slug.py` beside its `src`, and `migrations/env.py` in
full:

    from chassis.postgres.migrations import run_env
    from tracker.adapters.postgres.tables import metadata

    run_env(metadata)
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from alembic import command, context
from alembic.config import Config
from sqlalchemy import Connection, Engine, MetaData, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from chassis.postgres.address import engine_url
from chassis.postgres.schema import MESSAGING_TABLES, MIGRATING, extend_outbox

LOCK_TIMEOUT_SECONDS = 5
FILE_TEMPLATE = "%%(year)d-%%(month).2d-%%(day).2d-%%(hour).2d%%(minute).2d_%%(slug)s"


def alembic_config(package: str) -> Config:
    """Alembic's configuration for the service with import name `package`; no ini file is needed."""
    module = import_module(package)
    if module.__file__ is None:
        raise ModuleNotFoundError(f"{package} is a namespace package: give it an __init__.py")
    config = Config()
    location = Path(module.__file__).parents[2] / "migrations"
    config.set_main_option("script_location", str(location).replace("%", "%%"))
    config.set_main_option("file_template", FILE_TEMPLATE)
    config.set_main_option("timezone", "UTC")
    config.set_main_option("path_separator", "os")
    return config


def migrate(package: str, owner_url: str, revision: str = "head") -> None:
    """Bring the database at `owner_url` (the owner role's) to `revision`.

    Any number of processes may call it at once: an advisory lock lets them in one by one. Waits for a table
    lock at most LOCK_TIMEOUT_SECONDS (asyncpg's LockNotAvailableError), so that a migration never queues up
    the traffic.
    """
    asyncio.run(migrate_async(package, owner_url, revision))


async def migrate_async(package: str, owner_url: str, revision: str = "head") -> None:
    """As `migrate`, for callers that run in an event loop already."""
    await _alone(owner_url, partial(_command, command.upgrade, alembic_config(package), revision))
    await _alone(owner_url, _extend)


async def downgrade_async(package: str, owner_url: str, revision: str) -> None:
    """Take the database back to `revision`, or `base`: for tests and for a release that is withdrawn."""
    await _alone(owner_url, partial(_command, command.downgrade, alembic_config(package), revision))


async def _alone(owner_url: str, work: Callable[[Connection], None]) -> None:
    engine = create_async_engine(engine_url(owner_url), poolclass=NullPool)
    try:
        async with engine.connect() as lock, engine.connect() as connection:
            await lock.execute(text("SELECT pg_advisory_lock(:key)"), {"key": MIGRATING})
            await connection.run_sync(work)
    finally:
        await engine.dispose()


def _command(
    run: Callable[[Config, str], None], config: Config, revision: str, connection: Connection
) -> None:
    config.attributes["connection"] = connection
    run(config, revision)


def _extend(connection: Connection) -> None:
    """Keep the outbox's partitions ahead of its sequence."""
    if connection.scalar(text("SELECT to_regclass('outbox')")) is None:
        return
    last_id = connection.scalar(text("SELECT last_value FROM outbox_id_seq"))
    present = connection.scalars(
        text("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'outbox'::regclass")
    )
    connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT_SECONDS}s'"))
    extend_outbox(_Executor(connection), last_id or 0, set(present))
    connection.commit()


@dataclass(frozen=True, slots=True)
class _Executor:
    connection: Connection

    def execute(self, sqltext: str, /) -> None:
        self.connection.exec_driver_sql(sqltext)


def run_env(metadata: MetaData) -> None:
    """The whole of a service's env.py: run the migrations asked for on the connection handed over.

    `metadata` is the service's tables, for comparisons; the chassis' own messaging tables are left out of
    those.
    """
    connectable: Any = context.config.attributes.get("connection")
    if isinstance(connectable, Connection):
        _run(connectable, metadata)
    elif isinstance(connectable, Engine):
        with connectable.connect() as connection:
            _run(connection, metadata)
    elif isinstance(connectable, AsyncEngine):
        asyncio.run(_run_async(connectable, metadata))
    else:
        raise RuntimeError("no connection to migrate on: run `python -m <service> migrate`")


async def _run_async(engine: AsyncEngine, metadata: MetaData) -> None:
    async with engine.connect() as connection:
        await connection.run_sync(_run, metadata)


def _run(connection: Connection, metadata: MetaData) -> None:
    connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT_SECONDS}s'"))
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=metadata,
        transaction_per_migration=True,
        compare_type=True,
        include_name=_own_tables(metadata),
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()


def _own_tables(metadata: MetaData) -> Callable[[str | None, str, Any], bool]:
    """Compare only what the service declares: the messaging tables, partitions included, are the chassis'."""

    def include(name: str | None, kind: str, _parents: Any) -> bool:
        if kind != "table" or name is None or name in metadata.tables:
            return True
        return name not in MESSAGING_TABLES and not name.startswith("outbox_")

    return include
