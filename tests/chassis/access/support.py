"""A database with the replica's table."""

import asyncpg

from chassis.access.schema import create_access_tables
from chassis.postgres.address import driver_url
from chassis.web.schema import create_session_tables
from tests.servers.postgres import DatabaseUrls, TestPostgres


class _Statements:
    def __init__(self) -> None:
        self.taken: list[str] = []

    def execute(self, sqltext: str, /) -> None:
        """Keep one statement."""
        self.taken.append(sqltext)


async def create_web_database(postgres: TestPostgres, service: str) -> DatabaseUrls:
    """A fresh database with `account` and `web_session`, as a service's migrations make them."""
    urls = await postgres.create_database(service)
    statements = _Statements()
    create_access_tables(statements)
    create_session_tables(statements)
    connection = await asyncpg.connect(driver_url(urls.owner))
    try:
        for statement in statements.taken:
            await connection.execute(statement)
    finally:
        await connection.close(timeout=5)
    return urls
