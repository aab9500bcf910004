"""How a session ends: by its owner, by auth, by time, by deactivation."""

from datetime import timedelta
from time import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from chassis.access import Deactivation
from chassis.roles import Role
from chassis.web.oidc_visitors import OidcVisitors
from chassis.web.sessions import ABSOLUTE, IDLE
from tests.chassis.access.builders import KESHA, a_state
from tests.chassis.web.signing_in import COOKIE, Service, sessions_in, sign_in
from tests.chassis.web.support import AUTH, TRACKER, browsing, own_pages, pages_at, settings_of


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


async def test_open_pages_hear_of_every_end_of_a_session(service: Service) -> None:
    heard: list[object] = []
    service.visitors.on_session_ended(heard.append)
    async with service.browser() as browser, service.browser() as backend:
        for token in (service.auth.logout_token(), service.auth.logout_token(sid=None)):
            await sign_in(browser)
            await backend.post("/back-channel-logout", data={"logout_token": token})
            await backend.post("/back-channel-logout", data={"logout_token": token})
        await sign_in(browser)
        await browser.post("/sign-out", headers=own_pages())
        await browser.post("/sign-out", headers=own_pages())

    assert heard == [KESHA] * 3


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
