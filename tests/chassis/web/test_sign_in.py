"""Signing in at a service."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.chassis.web.signing_in import COOKIE, HTTPS_TRACKER, Service, sessions_in, sign_in
from tests.chassis.web.support import AUTH, TRACKER, browsing


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
