"""A test run's PostgreSQL, as tests see it: fresh databases with a service's roles."""

import asyncio
import secrets
import sys
from dataclasses import dataclass
from typing import Final

from deploy.databases import clone_database, create_database, create_roles, drop_database, sqlalchemy_url
from deploy.native.places import CHECKOUT
from deploy.services import SERVICES
from tests.servers.passwords import roles_of
from tests.servers.run import Run

MIGRATE: Final = "import sys; from chassis.postgres.migrations import migrate; migrate(*sys.argv[1:])"
MIGRATE_TIMEOUT_SECONDS: Final = 120


@dataclass(frozen=True, slots=True)
class DatabaseUrls:
    """One database, addressed as the role the service runs as and as the role that owns it."""

    runtime: str
    owner: str
    name: str


@dataclass(frozen=True, slots=True)
class TestPostgres:
    """The run's server; every database it makes belongs to one service and starts out of nothing."""

    __test__ = False

    admin_dsn: str
    run: Run

    @classmethod
    async def joined(cls, run: Run) -> "TestPostgres":
        """The run's server with every service's roles in it."""
        server = cls(run.server("postgres")["admin_dsn"], run)
        for service in SERVICES:
            await create_roles(server.admin_dsn, roles_of(service))
        return server

    async def create_database(self, service: str) -> DatabaseUrls:
        """A fresh, empty database with the service's rights in place."""
        urls = self._urls(service, _fresh_name(service))
        await create_database(self.admin_dsn, roles_of(service), urls.name)
        return urls

    async def create_migrated_database(self, service: str) -> DatabaseUrls:
        """A fresh database as the service's migrations leave it, copied from one migrated once per run."""
        template = await asyncio.to_thread(self._migrated_template, service)
        urls = self._urls(service, _fresh_name(service))
        await clone_database(self.admin_dsn, roles_of(service), urls.name, template)
        return urls

    async def drop_database(self, urls: DatabaseUrls) -> None:
        """Remove a database made here."""
        await drop_database(self.admin_dsn, urls.name)

    def _migrated_template(self, service: str) -> str:
        name = f"template_{service}"
        done = self.run.directory / f"{name}.done"
        with self.run.exclusively(name):
            if not done.exists():
                asyncio.run(self._migrate(service, self._urls(service, name)))
                done.touch()
        return name

    async def _migrate(self, service: str, urls: DatabaseUrls) -> None:
        await drop_database(self.admin_dsn, urls.name)
        await create_database(self.admin_dsn, roles_of(service), urls.name)
        await run_migrations(service, urls)

    def _urls(self, service: str, name: str) -> DatabaseUrls:
        roles = roles_of(service)
        return DatabaseUrls(
            runtime=sqlalchemy_url(self.admin_dsn, roles.runtime, roles.runtime_password, name),
            owner=sqlalchemy_url(self.admin_dsn, roles.owner, roles.owner_password, name),
            name=name,
        )


async def run_migrations(service: str, urls: DatabaseUrls) -> None:
    """Bring a database up to date as `python -m <service> migrate` does, in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-c", MIGRATE, service, urls.owner),
        cwd=CHECKOUT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(MIGRATE_TIMEOUT_SECONDS):
        output, _ = await process.communicate()
    if process.returncode != 0:
        raise RuntimeError(f"migrating {service} failed:\n{output.decode(errors='replace')}")


def _fresh_name(service: str) -> str:
    return f"{service}_{secrets.token_hex(6)}"
