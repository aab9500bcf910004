"""Make the databases and roles of every service: `python -m deploy.docker.prepare_databases`."""

import asyncio
import os
from typing import Final

from deploy.databases import Roles, create_roles, ensure_database
from deploy.native.postgres import wait_for_postgres
from deploy.services import SERVICES

ADMIN_VARIABLE: Final = "POSTGRES_ADMIN_DSN"


async def prepare(admin_dsn: str) -> None:
    """Make what is missing; safe to run again."""
    await wait_for_postgres(admin_dsn)
    for service in SERVICES:
        name = service.upper()
        roles = Roles(
            service, os.environ[f"{name}_DATABASE_PASSWORD"], os.environ[f"{name}_DATABASE_OWNER_PASSWORD"]
        )
        await create_roles(admin_dsn, roles)
        await ensure_database(admin_dsn, roles)


if __name__ == "__main__":
    asyncio.run(prepare(os.environ[ADMIN_VARIABLE]))
