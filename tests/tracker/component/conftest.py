"""The tracker's web process and worker, over real PostgreSQL and RabbitMQ."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

import httpx2
import pytest
from fastapi import FastAPI
from starlette.requests import HTTPConnection

from chassis.access import Account
from chassis.identifiers import AccountId, new_id
from chassis.roles import Role
from chassis.visitor import Visitor
from chassis.web.tokens import Unauthenticated
from tests.infrastructure import BrokerUrls, ServiceDatabase
from tests.tracker.builders import an_account, registering
from tracker.bootstrap import Application, application
from tracker.bootstrap.web import build_web
from tracker.bootstrap.worker import build_worker
from tracker.settings import TrackerSettings

STOP_SECONDS = 15
ORIGIN = "http://tracker.test"


@dataclass
class People:
    """Who is asking: the bearer token, or the cookie `who`, is the account's id."""

    accounts: dict[str, Account] = field(default_factory=dict)

    async def caller(self, token: str) -> Account:
        if token not in self.accounts:
            raise Unauthenticated("no such token")
        return self.accounts[token]

    async def visitor(self, connection: HTTPConnection) -> Visitor | None:
        account = self.accounts.get(connection.cookies.get("who", ""))
        if account is None:
            return None
        connection.state.account = account
        return Visitor(account.account_id, account.name, account.email, account.role)

    def sign_in_path(self, next: str) -> str:
        return f"/sign-in?next={next}"


@dataclass
class Web:
    """A running web process, and the clients of its people."""

    app: FastAPI
    core: Application
    people: People

    async def joins(self, role: Role = Role.WORKER, name: str = "Kesha") -> AccountId:
        account_id = AccountId(new_id())
        state = an_account(account_id, role=role, name=name)
        await self.core.tracker.handle(registering(state))
        self.people.accounts[str(account_id)] = Account(
            account_id, 1, name, state.email, role, active=True, locale="en"
        )
        return account_id

    def becomes(self, account_id: AccountId, role: Role) -> None:
        before = self.people.accounts[str(account_id)]
        self.people.accounts[str(account_id)] = replace(before, role=role)

    def api(self, account_id: AccountId | None) -> httpx2.AsyncClient:
        headers = {} if account_id is None else {"authorization": f"Bearer {account_id}"}
        return httpx2.AsyncClient(
            transport=httpx2.ASGITransport(self.app), base_url=f"{ORIGIN}/api/v1", headers=headers
        )

    def browser(self, account_id: AccountId, language: str = "en") -> httpx2.AsyncClient:
        return httpx2.AsyncClient(
            transport=httpx2.ASGITransport(self.app),
            base_url=ORIGIN,
            headers={"origin": ORIGIN, "accept-language": language},
            cookies={"who": str(account_id)},
        )


@pytest.fixture
async def settings(service_database: ServiceDatabase, vhost: BrokerUrls) -> TrackerSettings:
    urls = await service_database("tracker")
    return TrackerSettings.model_validate(
        {
            "database_url": urls.runtime,
            "rabbitmq_url": vhost["tracker"],
            "http_port": 0,
            "public_url": ORIGIN,
            "issuer": "http://auth.test",
            "session_secret": "not a secret at all, but long enough",
            "client_secret": "tracker-secret",
            "auth_url": "http://auth.test",
            "tracker_url": ORIGIN,
            "accounting_url": "http://accounting.test",
            "analytics_url": "http://analytics.test",
        }
    )


@pytest.fixture
async def core(settings: TrackerSettings) -> AsyncIterator[Application]:
    core = application(settings)
    await core.start()
    yield core
    await core.stop()


@pytest.fixture
async def web(settings: TrackerSettings, core: Application) -> AsyncIterator[Web]:
    app, people = build_web(settings), People()
    app.state.callers = app.state.visitors = people
    async with app.router.lifespan_context(app):
        yield Web(app, core, people)


@pytest.fixture
async def worker(settings: TrackerSettings) -> AsyncIterator[None]:
    stop = asyncio.Event()
    running = asyncio.create_task(build_worker(settings).run(stop))
    yield
    stop.set()
    async with asyncio.timeout(STOP_SECONDS):
        assert await running == 0
