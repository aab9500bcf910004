"""The tracker's web process with its database and auth, and browsers that sign in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx2
from fastapi import FastAPI
from pydantic import SecretStr

from chassis.access import AccountState, Deactivation
from chassis.access.directory import AccountDirectory
from chassis.access.postgres import PostgresAccounts
from chassis.clock import SettableClock
from chassis.postgres.database import Database
from chassis.web.callers import BearerCallers
from chassis.web.oidc_visitors import OidcVisitors
from chassis.web.postgres_sessions import PostgresSessions
from chassis.web.provider import Provider
from chassis.web.session_cookie import SessionCookie
from chassis.web.sign_in import SignIn
from chassis.web.signing_keys import SigningKeys
from chassis.web.tokens import AccessTokens
from tests.chassis.web.fake_auth import FakeAuth
from tests.chassis.web.support import AUTH, TRACKER, an_app, browsing, pages_at, settings_of

COOKIE = "popug_tracker"
HTTPS_TRACKER = "https://tracker.test"


@dataclass
class Service:
    """The tracker's web process with its database, and auth."""

    database: Database
    public_url: str = TRACKER
    auth: FakeAuth = field(default_factory=FakeAuth)
    clock: SettableClock = field(default_factory=lambda: SettableClock(datetime.now(UTC)))

    def __post_init__(self) -> None:
        self.app = self._build()
        self.sites = ((self.public_url, self.app), (AUTH, self.auth.app()))

    def _build(self) -> FastAPI:
        settings = settings_of(public_url=self.public_url, client_secret=SecretStr("tracker-secret"))
        provider = Provider(AUTH, transport=httpx2.ASGITransport(self.auth.app()))
        keys, accounts = SigningKeys(provider), AccountDirectory.of(self.database)
        sessions = PostgresSessions(self.database)
        cookie = SessionCookie("tracker", https=self.public_url.startswith("https:"))
        sign_in = SignIn(
            settings=settings,
            service="tracker",
            provider=provider,
            keys=keys,
            sessions=sessions,
            cookie=cookie,
            pages=pages_at(self.public_url),
            clock=self.clock,
        )
        self.visitors = OidcVisitors(
            sessions=sessions,
            cookie=cookie,
            accounts=accounts,
            callers=BearerCallers(AccessTokens(AUTH, keys), accounts),
            sign_in=sign_in,
            clock=self.clock,
        )
        return an_app(settings, visitors=self.visitors, database=self.database)

    def restarted(self) -> "Service":
        """Another process of the same service."""
        return Service(self.database, self.public_url, self.auth, self.clock)

    @asynccontextmanager
    async def browser(self, **headers: str) -> AsyncIterator[httpx2.AsyncClient]:
        async with browsing(*self.sites, headers=headers) as client:
            yield client

    async def tell(self, *events: AccountState | Deactivation) -> None:
        """The worker has taken these events in."""
        async with self.database.transaction() as transaction:
            accounts = PostgresAccounts(transaction)
            await accounts.register([event for event in events if isinstance(event, AccountState)])
            await accounts.deactivate([event for event in events if isinstance(event, Deactivation)])


async def sign_in(browser: httpx2.AsyncClient, next_path: str = "/hello") -> httpx2.Response:
    """Go through the whole dance successfully; the answer is the callback's."""
    callback = await try_to_sign_in(browser, next_path)
    assert callback.status_code == 303, callback.text
    return callback


async def try_to_sign_in(browser: httpx2.AsyncClient, next_path: str = "/hello") -> httpx2.Response:
    """Go through the whole dance; the answer is the callback's."""
    begun = await browser.get("/sign-in", params={"next": next_path})
    at_auth = await browser.get(begun.headers["location"])
    return await browser.get(at_auth.headers["location"])


async def sessions_in(service: Service) -> int:
    async with service.database.reading() as transaction:
        count: int = await transaction.driver.fetchval("SELECT count(*) FROM web_session")
    return count
