"""Auth's web application on a real database, and browsers and clients that talk to it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest_asyncio
from fastapi import FastAPI

from auth.bootstrap.web_process import web_application
from auth.entrypoints.desk import Desk
from chassis.clock import SettableClock
from chassis.postgres.database import Database
from tests.auth.component.post import Post
from tests.auth.component.world import World
from tests.auth.settings import auth_settings
from tests.infrastructure import DatabaseUrls, ServiceDatabase


@pytest_asyncio.fixture(loop_scope="session")
async def auth_database(service_database: ServiceDatabase) -> DatabaseUrls:
    return await service_database("auth")


@pytest_asyncio.fixture(loop_scope="session")
async def post(world: World, auth_database: DatabaseUrls) -> AsyncIterator[Post]:
    database = Database(auth_database.runtime, application_name="post")
    yield Post(database, world.clock)
    await database.close()


@pytest_asyncio.fixture(loop_scope="session")
async def world(auth_database: DatabaseUrls) -> AsyncIterator[World]:
    clock = SettableClock(datetime.now(UTC))
    app: FastAPI = web_application(auth_settings(auth_database.runtime, demo=True), clock)
    async with app.router.lifespan_context(app):
        desk: Desk = app.state.desk
        yield World(app, desk, clock)
