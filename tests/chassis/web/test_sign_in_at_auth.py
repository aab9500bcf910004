"""Signing in at a service with the real auth: what both sides promise fits together."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx2
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from auth.bootstrap.web_process import web_application
from auth.entrypoints.desk import Desk
from chassis.access.directory import AccountDirectory
from chassis.access.record import AccountRecord
from chassis.clock import SettableClock
from chassis.web.callers import BearerCallers
from chassis.web.memory_sessions import MemorySessions
from chassis.web.oidc_visitors import OidcVisitors
from chassis.web.provider import Provider
from chassis.web.session_cookie import SessionCookie
from chassis.web.sign_in import SignIn
from chassis.web.signing_keys import SigningKeys
from chassis.web.tokens import AccessTokens
from tests.auth.component.world import OWN_PAGE, PASSWORD, World
from tests.auth.settings import ISSUER, TRACKER, TRACKER_SECRET, auth_settings
from tests.chassis.web.support import an_app, browsing, pages_at, settings_of
from tests.infrastructure import ServiceDatabase

EMAIL = "kesha@popug.inc"


@pytest.fixture
async def auth(service_database: ServiceDatabase) -> AsyncIterator[World]:
    urls = await service_database("auth")
    clock = SettableClock(datetime.now(UTC))
    app = web_application(auth_settings(urls.runtime), clock)
    async with app.router.lifespan_context(app):
        desk: Desk = app.state.desk
        yield World(app, desk, clock)


def tracker_at(auth: FastAPI) -> FastAPI:
    """The tracker's web process, with accounts nobody has told it of yet."""
    settings = settings_of(public_url=TRACKER, issuer=ISSUER, client_secret=SecretStr(TRACKER_SECRET))

    async def unheard_of(account_id: object) -> AccountRecord | None:
        return None

    provider = Provider(ISSUER, transport=httpx2.ASGITransport(auth))
    keys, accounts, sessions = SigningKeys(provider), AccountDirectory(unheard_of), MemorySessions()
    cookie, clock = SessionCookie("tracker", https=False), SettableClock(datetime.now(UTC))
    sign_in = SignIn(
        settings=settings,
        service="tracker",
        provider=provider,
        keys=keys,
        sessions=sessions,
        cookie=cookie,
        pages=pages_at(TRACKER),
        clock=clock,
    )
    callers = BearerCallers(AccessTokens(ISSUER, keys), accounts)
    visitors = OidcVisitors(
        sessions=sessions, cookie=cookie, accounts=accounts, callers=callers, sign_in=sign_in, clock=clock
    )
    return an_app(settings, visitors=visitors)


async def test_one_sign_in_at_auth_opens_the_tracker_and_signing_out_closes_both(auth: World) -> None:
    await auth.account(EMAIL)

    async with browsing((TRACKER, tracker_at(auth.app)), (ISSUER, auth.app)) as browser:
        begun = await browser.get((await browser.get("/hello")).headers["location"])
        asked = await browser.get(begun.headers["location"])
        form = {"email": EMAIL, "password": PASSWORD, "next": begun.headers["location"].removeprefix(ISSUER)}
        signed_in = await browser.post(f"{ISSUER}/sign-in", data=form, headers=OWN_PAGE)
        back = await browser.get(f"{ISSUER}{signed_in.headers['location']}")
        callback = await browser.get(back.headers["location"])
        greeted = await browser.get(callback.headers["location"])

        assert asked.headers["location"].startswith(("/sign-in", f"{ISSUER}/sign-in"))
        assert (callback.status_code, callback.headers["location"]) == (303, "/hello")
        assert greeted.json() == {"hello": "Kesha"}

        leaving = await browser.post("/sign-out", headers={"sec-fetch-site": "same-origin"})
        at_auth = await browser.get(leaving.headers["location"])
        after = await browser.get("/hello")

        assert at_auth.status_code in {200, 302, 303}
        assert after.status_code == 303


async def test_an_access_token_of_auths_opens_the_trackers_api(auth: World) -> None:
    browser = await auth.signed_in(EMAIL)
    issued = (await auth.redeem(await auth.code(browser))).json()

    async with browsing(
        (TRACKER, tracker_at(auth.app)), headers={"authorization": f"Bearer {issued['access_token']}"}
    ) as script:
        answer = await script.get("/api/v1/me")
    async with browsing(
        (TRACKER, tracker_at(auth.app)), headers={"authorization": f"Bearer {issued['id_token']}"}
    ) as confused:
        refusal = await confused.get("/api/v1/me")

    assert (answer.status_code, answer.json()) == (200, {"name": "Kesha"})
    assert (refusal.status_code, refusal.json()["code"]) == (401, "invalid_token")
