"""Analytics' web process and worker, over real PostgreSQL and RabbitMQ."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import httpx2
import pytest
from fastapi import FastAPI
from starlette.requests import HTTPConnection

from analytics.bootstrap import Application, application
from analytics.bootstrap.web import build_web
from analytics.bootstrap.worker import build_worker
from analytics.settings import AnalyticsSettings
from chassis.access import Account
from chassis.clock import SettableClock
from chassis.identifiers import AccountId, new_id
from chassis.roles import Role
from chassis.visitor import Visitor
from chassis.web.tokens import Unauthenticated
from tests.analytics.builders import NOON
from tests.analytics.harness import Harness
from tests.infrastructure import BrokerUrls, DatabaseUrls

STOP_SECONDS = 15
ORIGIN = "http://analytics.test"


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
    """A running web process at noon of `TODAY`, and the clients of its people."""

    app: FastAPI
    harness: Harness
    clock: SettableClock
    people: People

    def joins(self, role: Role) -> AccountId:
        account_id = AccountId(new_id())
        self.people.accounts[str(account_id)] = Account(
            account_id, 1, "Polly", f"{account_id}@popug.inc", role, active=True, locale="en"
        )
        return account_id

    def api(self, role: Role | None = Role.ADMIN) -> httpx2.AsyncClient:
        headers = {} if role is None else {"authorization": f"Bearer {self.joins(role)}"}
        return self._client(headers, {})

    def browser(self, role: Role | None = Role.ADMIN, language: str = "en") -> httpx2.AsyncClient:
        cookies = {} if role is None else {"who": str(self.joins(role))}
        return self._client({"origin": ORIGIN, "accept-language": language}, cookies)

    def _client(self, headers: dict[str, str], cookies: dict[str, str]) -> httpx2.AsyncClient:
        transport = httpx2.ASGITransport(self.app)
        return httpx2.AsyncClient(transport=transport, base_url=ORIGIN, headers=headers, cookies=cookies)


NO_BROKER = "amqp://analytics:secret@127.0.0.1:9/"


def settings_of(urls: DatabaseUrls, rabbitmq_url: str) -> AnalyticsSettings:
    return AnalyticsSettings.model_validate(
        {
            "database_url": urls.runtime,
            "rabbitmq_url": rabbitmq_url,
            "http_port": 0,
            "public_url": ORIGIN,
            "issuer": "http://auth.test",
            "session_secret": "not a secret at all, but long enough",
            "client_secret": "analytics-secret",
            "auth_url": "http://auth.test",
            "tracker_url": "http://tracker.test",
            "accounting_url": "http://accounting.test",
            "analytics_url": ORIGIN,
        }
    )


@pytest.fixture
async def settings(urls: DatabaseUrls) -> AnalyticsSettings:
    """Without a broker: pages and API need none."""
    return settings_of(urls, NO_BROKER)


@pytest.fixture
async def connected(urls: DatabaseUrls, vhost: BrokerUrls) -> AnalyticsSettings:
    """With a broker of the test's own."""
    return settings_of(urls, vhost["analytics"])


@pytest.fixture
async def core(settings: AnalyticsSettings) -> AsyncIterator[Application]:
    core = application(settings)
    await core.start()
    yield core
    await core.stop()


@pytest.fixture
async def web(settings: AnalyticsSettings, core: Application) -> AsyncIterator[Web]:
    clock, people = SettableClock(NOON), People()
    app = build_web(settings, clock)
    app.state.callers = app.state.visitors = people
    async with app.router.lifespan_context(app):
        yield Web(app, Harness(core.analytics), clock, people)


@pytest.fixture
async def worker(connected: AnalyticsSettings) -> AsyncIterator[None]:
    stop = asyncio.Event()
    running = asyncio.create_task(build_worker(connected).run(stop))
    yield
    stop.set()
    async with asyncio.timeout(STOP_SECONDS):
        assert await running == 0
