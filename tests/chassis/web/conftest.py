"""A service to sign in at; logs as production writes them, as drawing a traceback takes seconds."""

from collections.abc import AsyncIterator, Iterator

import pytest
import structlog

from chassis.postgres.database import Database
from tests.chassis.access.support import create_web_database
from tests.chassis.web.signing_in import Service
from tests.servers.postgres import TestPostgres


@pytest.fixture(autouse=True)
def _plain_logs() -> Iterator[None]:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(default=str),
        ]
    )
    yield
    structlog.reset_defaults()


@pytest.fixture
async def service(postgres: TestPostgres) -> AsyncIterator[Service]:
    urls = await create_web_database(postgres, "tracker")
    database = Database(urls.runtime, application_name="test")
    yield Service(database)
    await database.close()
    await postgres.drop_database(urls)
