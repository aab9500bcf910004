"""Signing in and out at a service, with a provider that behaves and one that does not."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from time import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from chassis.access import AccountState, Deactivation
from chassis.access.directory import AccountDirectory
from chassis.access.postgres import PostgresAccounts
from chassis.clock import SettableClock
from chassis.postgres.database import Database
from chassis.roles import Role
from chassis.web.callers import BearerCallers
from chassis.web.oidc_visitors import OidcVisitors
from chassis.web.postgres_sessions import PostgresSessions
from chassis.web.provider import Provider
from chassis.web.session_cookie import SessionCookie
from chassis.web.sessions import ABSOLUTE, IDLE
from chassis.web.sign_in import SignIn
from chassis.web.signing_keys import SigningKeys
from chassis.web.tokens import AccessTokens
from tests.chassis.access.builders import KESHA, a_state
from tests.chassis.access.support import create_web_database
from tests.chassis.web.fake_auth import FakeAuth, a_key
from tests.chassis.web.support import AUTH, TRACKER, an_app, browsing, own_pages, pages_at, settings_of
from tests.servers.postgres import TestPostgres

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


@pytest.fixture
async def service(postgres: TestPostgres) -> AsyncIterator[Service]:
    urls = await create_web_database(postgres, "tracker")
    database = Database(urls.runtime, application_name="test")
    yield Service(database)
    await database.close()
    await postgres.drop_database(urls)


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


async def test_signing_in_leads_back_to_where_one_wanted_to_go(service: Service) -> None:
    async with service.browser() as browser:
        callback = await sign_in(browser, "/hello?page=2")
        greeted = await browser.get(callback.headers["location"])

    assert callback.status_code == 303
    assert callback.headers["location"] == "/hello?page=2"
    assert greeted.json() == {"hello": "Kesha"}


async def test_the_request_to_auth_carries_state_nonce_and_an_s256_challenge(service: Service) -> None:
    async with service.browser() as browser:
        begun = await browser.get("/sign-in")

    address = urlsplit(begun.headers["location"])
    asked = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert f"{address.scheme}://{address.netloc}{address.path}" == f"{AUTH}/authorize"
    assert asked["response_type"] == "code"
    assert asked["client_id"] == "tracker"
    assert asked["redirect_uri"] == f"{TRACKER}/sign-in/callback"
    assert asked["scope"] == "openid profile email"
    assert asked["code_challenge_method"] == "S256"
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 20


async def test_each_attempt_has_a_state_a_nonce_and_a_challenge_of_its_own(service: Service) -> None:
    async with service.browser() as browser:
        first = parse_qs(urlsplit((await browser.get("/sign-in")).headers["location"]).query)
        second = parse_qs(urlsplit((await browser.get("/sign-in")).headers["location"]).query)

    assert all(first[name] != second[name] for name in ("state", "nonce", "code_challenge"))


async def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(service: Service) -> None:
    async with service.browser() as browser:
        callback = await sign_in(browser)

    cookies = [
        cookie for cookie in callback.headers.get_list("set-cookie") if cookie.startswith(f"{COOKIE}=")
    ]
    assert len(cookies) == 1
    attributes = {part.strip().lower() for part in cookies[0].split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/"} <= attributes
    assert "secure" not in attributes


async def test_under_https_the_cookie_is_bound_to_this_host_and_to_encryption(service: Service) -> None:
    secure = Service(service.database, HTTPS_TRACKER)

    async with secure.browser() as browser:
        callback = await sign_in(browser)

    cookie = next(c for c in callback.headers.get_list("set-cookie") if c.startswith(f"__Host-{COOKIE}="))
    assert "secure" in cookie.lower()
    assert "domain" not in cookie.lower()


async def test_the_browser_never_gets_a_token(service: Service) -> None:
    async with service.browser() as browser:
        callback = await sign_in(browser)

    assert "eyJ" not in "".join(callback.headers.get_list("set-cookie"))
    assert "eyJ" not in callback.headers["location"]


async def test_the_id_of_a_session_is_stored_only_as_a_digest(service: Service) -> None:
    async with service.browser() as browser:
        await sign_in(browser)
        session_id = browser.cookies[COOKIE]
    async with service.database.reading() as transaction:
        rows = await transaction.driver.fetch("SELECT * FROM web_session")

    assert session_id.encode() not in b"".join(bytes(row["digest"]) for row in rows)
    assert session_id not in repr(rows)


async def test_a_session_survives_the_process(service: Service) -> None:
    async with service.browser() as browser:
        await sign_in(browser)
        session_id = browser.cookies[COOKIE]

    async with browsing(*service.restarted().sites, cookies={COOKIE: session_id}) as browser:
        assert (await browser.get("/hello")).json() == {"hello": "Kesha"}


async def test_signing_in_gives_a_new_id_whatever_the_browser_brought_along(service: Service) -> None:
    planted = "planted-by-somebody-else"

    async with browsing(*service.sites, cookies={COOKIE: planted}) as browser:
        await sign_in(browser)
        given = browser.cookies.get(COOKIE, domain="tracker.test")
    async with browsing(*service.sites, cookies={COOKIE: planted}) as attacker:
        answer = await attacker.get("/hello")

    assert given not in (None, planted)
    assert answer.status_code == 303


async def test_signing_in_again_ends_the_session_one_had(service: Service) -> None:
    async with service.browser() as browser:
        await sign_in(browser)
        first = browser.cookies[COOKIE]
        await sign_in(browser)
        second = browser.cookies[COOKIE]

    async with browsing(*service.sites, cookies={COOKIE: first}) as old:
        answer = await old.get("/hello")

    assert first != second
    assert answer.status_code == 303
    assert await sessions_in(service) == 1


@pytest.mark.parametrize(
    "elsewhere",
    [
        "http://evil.test/",
        "//evil.test/",
        "/\\evil.test/",
        "\\/evil.test",
        "/\tevil.test",
        "/%0d%0aset-cookie:x=y\r\n",
        "javascript:alert(1)",
        "evil.test",
        "",
    ],
)
async def test_one_is_never_led_elsewhere_after_signing_in(service: Service, elsewhere: str) -> None:
    async with service.browser() as browser:
        callback = await sign_in(browser, elsewhere)

    assert callback.status_code == 303
    assert callback.headers["location"] == "/"


async def test_an_answer_that_another_browser_asked_for_is_refused_with_a_way_to_begin_anew(
    service: Service,
) -> None:
    async with service.browser() as attacker:
        begun = await attacker.get("/sign-in")
        at_auth = await attacker.get(begun.headers["location"])

    async with service.browser() as victim:
        answer = await victim.get(at_auth.headers["location"])

    assert answer.status_code == 400
    assert "sign_in_expired" in answer.text
    assert 'href="/sign-in?next=%2F"' in answer.text
    assert COOKIE not in victim.cookies
    assert await sessions_in(service) == 0


async def test_the_same_answer_does_not_count_twice(service: Service) -> None:
    async with service.browser() as browser:
        begun = await browser.get("/sign-in")
        at_auth = await browser.get(begun.headers["location"])
        first = await browser.get(at_auth.headers["location"])
        second = await browser.get(at_auth.headers["location"])

    assert (first.status_code, second.status_code) == (303, 400)


async def test_a_code_without_the_state_it_was_given_with_is_refused(service: Service) -> None:
    async with service.browser() as browser:
        begun = await browser.get("/sign-in")
        at_auth = await browser.get(begun.headers["location"])
        code = parse_qs(urlsplit(at_auth.headers["location"]).query)["code"][0]

        answers = [
            await browser.get("/sign-in/callback", params={"code": code, "state": "guessed"}),
            await browser.get("/sign-in/callback", params={"code": code}),
            await browser.get("/sign-in/callback"),
        ]

    assert [answer.status_code for answer in answers] == [400, 400, 400]


async def test_an_answer_from_another_issuer_is_refused(service: Service) -> None:
    async with service.browser() as browser:
        begun = await browser.get("/sign-in")
        at_auth = await browser.get(begun.headers["location"])
        address = at_auth.headers["location"].replace(
            "iss=http%3A%2F%2Fauth.test", "iss=http%3A%2F%2Fevil.test"
        )
        answer = await browser.get(address)

    assert answer.status_code == 403
    assert service.auth.redeemed == []


async def test_somebody_who_was_not_let_in_is_told_so(service: Service) -> None:
    service.auth.refuses_with = "access_denied"

    async with service.browser() as browser:
        answer = await try_to_sign_in(browser)

    assert answer.status_code == 403
    assert "sign_in_refused" in answer.text
    assert await sessions_in(service) == 0


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "of another sign-in"},
        {"nonce": None},
        {"aud": "accounting"},
        {"aud": "accounting", "azp": "tracker"},
        {"aud": None, "azp": "tracker"},
        {"iss": "http://evil.test"},
        {"exp": int(time()) - 600},
        {"at_hash": "of-another-access-token"},
        {"sub": "not an id"},
        {"role": "emperor"},
        {"name": None},
    ],
)
async def test_an_id_token_that_is_not_for_this_sign_in_is_refused(
    service: Service, claims: dict[str, Any]
) -> None:
    service.auth.id_token = claims

    async with service.browser() as browser:
        answer = await try_to_sign_in(browser)

    assert answer.status_code == 403
    assert await sessions_in(service) == 0


async def test_an_id_token_signed_by_somebody_else_is_refused(service: Service) -> None:
    service.auth.published = [service.auth.key]
    service.auth.signs_with = a_key("key-1")

    async with service.browser() as browser:
        answer = await try_to_sign_in(browser)

    assert answer.status_code == 403
    assert await sessions_in(service) == 0


async def test_while_auth_is_down_one_is_told_so_and_can_try_again(service: Service) -> None:
    service.auth.down = True

    async with service.browser() as browser:
        answer = await browser.get("/sign-in", params={"next": "/hello"})
        service.auth.down = False
        again = await sign_in(browser)

    assert answer.status_code == 503
    assert 'href="/sign-in?next=%2Fhello"' in answer.text
    assert again.status_code == 303


async def test_auth_going_down_in_the_middle_is_told_apart_from_a_refusal(service: Service) -> None:
    async with service.browser() as browser:
        begun = await browser.get("/sign-in")
        at_auth = await browser.get(begun.headers["location"])
        service.auth.down = True
        answer = await browser.get(at_auth.headers["location"])

    assert answer.status_code == 503
    assert await sessions_in(service) == 0


async def test_signing_out_ends_the_session_here_and_leads_on_to_auth(service: Service) -> None:
    async with service.browser() as browser:
        await sign_in(browser)
        session_id = browser.cookies[COOKIE]
        answer = await browser.post("/sign-out", headers=own_pages())

    async with browsing(*service.sites, cookies={COOKIE: session_id}) as kept:
        after = await kept.get("/hello")
    asked = parse_qs(urlsplit(answer.headers["location"]).query)
    assert answer.headers["location"].startswith(f"{AUTH}/end-session?")
    assert asked["post_logout_redirect_uri"] == [f"{TRACKER}/"]
    assert asked["id_token_hint"][0].count(".") == 2
    assert COOKIE not in browser.cookies
    assert after.status_code == 303
    assert await sessions_in(service) == 0


async def test_signing_out_works_while_auth_is_down(service: Service) -> None:
    async with service.browser() as browser:
        await sign_in(browser)
    restarted = service.restarted()
    service.auth.down = True

    async with browsing(*restarted.sites, cookies=dict(browser.cookies)) as again:
        answer = await again.post("/sign-out", headers=own_pages())

    assert answer.status_code == 303
    assert await sessions_in(service) == 0


async def test_another_site_cannot_sign_one_out(service: Service) -> None:
    async with service.browser() as browser:
        await sign_in(browser)
        answers = [
            await browser.post(
                "/sign-out", headers={"sec-fetch-site": "cross-site", "origin": "http://evil.test"}
            ),
            await browser.get("/sign-out"),
        ]
        after = await browser.get("/hello")

    assert [answer.status_code for answer in answers] == [403, 405]
    assert after.status_code == 200


async def test_a_deactivated_account_is_signed_out_at_once_and_stays_so(service: Service) -> None:
    now = service.clock.now()
    async with service.browser() as browser:
        await service.tell(a_state(1, told_at=now))
        await sign_in(browser)
        service.clock.advance(timedelta(seconds=5))
        await service.tell(Deactivation(KESHA, service.clock.now()))
        service.visitors.accounts.hear_deactivation(Deactivation(KESHA, service.clock.now()))
        gone = await browser.get("/hello")
        later = now + timedelta(seconds=60)
        await service.tell(a_state(2, active=False, told_at=service.clock.now()), a_state(3, told_at=later))
        back = await browser.get("/hello")

    assert (gone.status_code, back.status_code) == (303, 303)


async def test_the_replicated_account_decides_and_not_what_the_token_said(service: Service) -> None:
    async with service.browser() as browser:
        await service.tell(a_state(5, name="Kesha the Manager", role=Role.MANAGER))
        await sign_in(browser)
        greeted = await browser.get("/hello")

    assert greeted.json() == {"hello": "Kesha the Manager"}


async def test_an_account_not_yet_heard_of_is_let_in_with_what_its_token_says(service: Service) -> None:
    async with service.browser(authorization=f"Bearer {service.auth.access_token()}") as script:
        before = await script.get("/api/v1/me")
    await service.tell(a_state(1, active=False))

    async with service.restarted().browser(authorization=f"Bearer {service.auth.access_token()}") as script:
        after = await script.get("/api/v1/me")

    assert (before.status_code, after.status_code) == (200, 403)


async def test_while_auth_is_down_an_unknown_token_is_answered_with_try_again(service: Service) -> None:
    service.auth.down = True

    async with service.browser(authorization=f"Bearer {service.auth.access_token()}") as script:
        answer = await script.get("/api/v1/me")

    assert (answer.status_code, answer.json()["code"]) == (503, "sign_in_unavailable")
    assert "retry-after" in answer.headers


async def test_a_session_ends_when_idle_but_not_while_it_is_used(service: Service) -> None:
    async with service.browser() as browser:
        await sign_in(browser)
        used = []
        for _ in range(3):
            service.clock.advance(IDLE * 0.9)
            used.append((await browser.get("/hello")).status_code)
        service.clock.advance(IDLE)
        idle = await browser.get("/hello")

    assert used == [200, 200, 200]
    assert idle.status_code == 303


async def test_a_session_ends_after_a_while_however_much_it_is_used(service: Service) -> None:
    async with service.browser() as browser:
        await sign_in(browser)
        answers = []
        for _ in range(int(ABSOLUTE / IDLE) * 2 + 1):
            service.clock.advance(IDLE / 2)
            answers.append((await browser.get("/hello")).status_code)

    assert answers[:-2] == [200] * (len(answers) - 2)
    assert answers[-1] == 303


@pytest.mark.parametrize("session_id", ["", "guessed", "a" * 10_000, "%00", "'; DROP TABLE web_session; --"])
async def test_a_made_up_session_id_opens_nothing(service: Service, session_id: str) -> None:
    async with service.browser(cookie=f"{COOKIE}={session_id}") as browser:
        answer = await browser.get("/hello")

    assert answer.status_code == 303


async def test_auth_can_end_the_sessions_that_one_of_its_own_opened(service: Service) -> None:
    async with service.browser() as browser:
        await sign_in(browser)
        async with service.browser() as backend:
            answer = await backend.post(
                "/back-channel-logout", data={"logout_token": service.auth.logout_token()}
            )
        after = await browser.get("/hello")

    assert answer.status_code == 200
    assert after.status_code == 303


async def test_auth_can_end_all_sessions_of_an_account(service: Service) -> None:
    token = service.auth.logout_token(sid=None)
    async with service.browser() as browser:
        await sign_in(browser)
        async with service.browser() as backend:
            await backend.post("/back-channel-logout", data={"logout_token": token})
        after = await browser.get("/hello")

    assert after.status_code == 303


@pytest.mark.parametrize(
    ("header", "claims"),
    [
        ({"typ": "JWT"}, {}),
        ({"typ": "at+jwt"}, {}),
        ({}, {"aud": "accounting"}),
        ({}, {"iss": "http://evil.test"}),
        ({}, {"exp": int(time()) - 60}),
        ({}, {"events": {}}),
        ({}, {"events": None}),
        ({}, {"nonce": "of an id token"}),
        ({}, {"jti": None}),
        ({}, {"iat": None}),
    ],
)
async def test_a_forged_logout_token_ends_nothing(
    service: Service, header: dict[str, Any], claims: dict[str, Any]
) -> None:
    token = service.auth.logout_token(header, **claims)

    async with service.browser() as browser:
        await sign_in(browser)
        async with service.browser() as attacker:
            answer = await attacker.post("/back-channel-logout", data={"logout_token": token})
        after = await browser.get("/hello")

    assert answer.status_code == 400
    assert after.status_code == 200


async def test_a_logout_request_without_a_token_is_refused(service: Service) -> None:
    async with service.browser() as attacker:
        answer = await attacker.post("/back-channel-logout", data={"x": "y"})

    assert answer.status_code == 400


def test_a_service_without_a_client_secret_says_which_setting_is_missing(service: Service) -> None:
    settings = settings_of(client_secret=None)

    with pytest.raises(ValueError, match="POPUG_CLIENT_SECRET"):
        OidcVisitors.of(settings, "tracker", service.database, pages_at(TRACKER))
