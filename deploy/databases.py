"""A service's database with its two roles: the owner that migrates it, and the one the service runs as."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg

APPLICATION_NAME: Final = "popug-deploy"
# Serialises role creation, which PostgreSQL does not make safe to run twice at once.
ROLES_LOCK: Final = 0x504F505547

INSIDE: Final = """
REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER SCHEMA public OWNER TO {owner};
GRANT USAGE ON SCHEMA public TO {runtime};
ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {runtime};
ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public
  GRANT USAGE ON SEQUENCES TO {runtime};
"""
CLOSED: Final = """
REVOKE ALL ON DATABASE {database} FROM PUBLIC;
GRANT CONNECT ON DATABASE {database} TO {owner}, {runtime};
"""


@dataclass(frozen=True, slots=True)
class Roles:
    """The two roles of a service's database, with their passwords."""

    service: str
    runtime_password: str
    owner_password: str

    @property
    def runtime(self) -> str:
        """The role the service runs as: it may change rows, not tables."""
        return self.service

    @property
    def owner(self) -> str:
        """The role that migrates the database and owns its tables."""
        return f"{self.service}_owner"

    def passwords(self) -> Mapping[str, str]:
        """Password by role."""
        return {self.runtime: self.runtime_password, self.owner: self.owner_password}


async def create_roles(admin_dsn: str, roles: Roles) -> None:
    """Make the service's roles, or set their passwords if they are there already."""
    connection = await asyncpg.connect(admin_dsn, server_settings={"application_name": APPLICATION_NAME})
    try:
        async with connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock($1)", ROLES_LOCK)
            for role, password in roles.passwords().items():
                await _create_or_alter_role(connection, role, password)
    finally:
        await connection.close()


async def _create_or_alter_role(connection: asyncpg.Connection, role: str, password: str) -> None:
    known = await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", role)
    template = "ALTER ROLE %I LOGIN PASSWORD %L" if known else "CREATE ROLE %I LOGIN PASSWORD %L"
    await connection.execute(
        await connection.fetchval("SELECT format($1, $2::text, $3::text)", template, role, password)
    )


async def ensure_database(admin_dsn: str, roles: Roles) -> None:
    """Make the service's database unless it is there, and give its roles their rights in any case."""
    connection = await asyncpg.connect(admin_dsn)
    try:
        known = await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", roles.service)
    finally:
        await connection.close()
    if known:
        await grant_rights(admin_dsn, roles, roles.service)
    else:
        await create_database(admin_dsn, roles, roles.service)


async def create_database(admin_dsn: str, roles: Roles, name: str) -> None:
    """Make an empty database of that name for the service's roles, and for nobody else."""
    connection = await asyncpg.connect(admin_dsn)
    try:
        await connection.execute(f'CREATE DATABASE "{name}" OWNER "{roles.owner}"')
    finally:
        await connection.close()
    await grant_rights(admin_dsn, roles, name)


async def clone_database(admin_dsn: str, roles: Roles, name: str, template: str) -> None:
    """Make a database that starts as a copy of another one of the same service."""
    connection = await asyncpg.connect(admin_dsn)
    try:
        await connection.execute(
            f'CREATE DATABASE "{name}" OWNER "{roles.owner}" TEMPLATE "{template}" STRATEGY file_copy'
        )
        await connection.execute(_for(roles, CLOSED, name))
    finally:
        await connection.close()


async def drop_database(admin_dsn: str, name: str) -> None:
    """Remove a database, ending whatever connections it has."""
    connection = await asyncpg.connect(admin_dsn)
    try:
        await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    finally:
        await connection.close()


async def grant_rights(admin_dsn: str, roles: Roles, name: str) -> None:
    """Close the database to everyone but its roles; the runtime role gets rows, the owner everything."""
    connection = await asyncpg.connect(dsn_of(admin_dsn, name))
    try:
        await connection.execute(_for(roles, CLOSED + INSIDE, name))
    finally:
        await connection.close()


def _for(roles: Roles, statements: str, database: str) -> str:
    return statements.format(database=f'"{database}"', owner=f'"{roles.owner}"', runtime=f'"{roles.runtime}"')


def dsn_of(admin_dsn: str, database: str) -> str:
    """The same server and user, another database."""
    return urlunsplit(urlsplit(admin_dsn)._replace(path=f"/{quote(database)}"))


def sqlalchemy_url(admin_dsn: str, role: str, password: str, database: str) -> str:
    """The address SQLAlchemy's asyncpg dialect takes, for a role of the service."""
    server = urlsplit(admin_dsn)
    return f"postgresql+asyncpg://{quote(role)}:{quote(password)}@{server.hostname}:{server.port}/{quote(database)}"
