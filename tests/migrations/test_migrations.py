"""Every service's migrations lead up and down, and end where its code expects."""

from importlib import import_module

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from chassis.postgres.migrations import alembic_config
from chassis.postgres.schema import MESSAGING_TABLES
from deploy.services import SERVICES
from tests.infrastructure import ServiceDatabase, TestPostgres

CHASSIS_TABLES = MESSAGING_TABLES | {"web_session", "alembic_version"}
TABLES: dict[str, MetaData] = {
    service: import_module(f"{service}.adapters.postgres.tables").metadata
    for service in SERVICES
    if service != "auth"  # has its own
}
DRIFTS = (
    ("tracker", "ALTER TABLE task ADD COLUMN surprise text"),
    ("tracker", "DROP INDEX ix_assignment_status_seq"),
    ("accounting", "ALTER TABLE task_price ADD COLUMN surprise text"),
    ("accounting", "DROP INDEX ix_account_name_account_id"),
    ("analytics", "ALTER TABLE task ADD COLUMN surprise text"),
    ("analytics", "ALTER TABLE day_figures DROP COLUMN payouts"),
)


@pytest.mark.parametrize("service", TABLES)
async def test_every_step_leads_up_and_down_again(postgres: TestPostgres, service: str) -> None:
    urls = await postgres.create_database(service)
    engine = create_async_engine(urls.owner, poolclass=NullPool)

    def climb(connection: Connection) -> list[str]:
        config = alembic_config(service)
        config.attributes["connection"] = connection
        revisions = list(reversed(list(ScriptDirectory.from_config(config).walk_revisions())))
        for revision in revisions:
            command.upgrade(config, revision.revision)
            command.downgrade(config, "-1")
            command.upgrade(config, revision.revision)
        return [revision.revision for revision in revisions]

    async with engine.connect() as connection:
        climbed = await connection.run_sync(climb)
    await engine.dispose()
    await postgres.drop_database(urls)

    assert climbed


def is_own(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "table" or (name not in CHASSIS_TABLES and not str(name).startswith("outbox_"))


def differences(connection: Connection, metadata: MetaData) -> list[object]:
    context = MigrationContext.configure(
        connection,
        opts={
            "compare_type": True,
            "compare_server_default": False,
            "include_name": is_own,
        },
    )
    return list(compare_metadata(context, metadata))


@pytest.mark.parametrize("service", TABLES)
async def test_the_database_is_as_the_code_describes_it(
    service_database: ServiceDatabase, service: str
) -> None:
    urls = await service_database(service)
    engine = create_async_engine(urls.owner, poolclass=NullPool)

    async with engine.connect() as connection:
        found = await connection.run_sync(differences, TABLES[service])
    await engine.dispose()

    assert found == []


@pytest.mark.parametrize(("service", "drift"), DRIFTS)
async def test_a_drift_is_noticed(service_database: ServiceDatabase, service: str, drift: str) -> None:
    urls = await service_database(service)
    engine = create_async_engine(urls.owner, poolclass=NullPool)

    async with engine.connect() as connection:
        await connection.exec_driver_sql(drift)
        found = await connection.run_sync(differences, TABLES[service])
    await engine.dispose()

    assert len(found) == 1
