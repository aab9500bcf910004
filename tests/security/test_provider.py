"""Attacks on the OpenID Provider, as RFC 9700 and the history of other providers tell them; none succeeds."""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import quote, urlencode

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from auth.bootstrap.web_process import AUTHENTICATED_BY_THEMSELVES
from chassis.roles import Role
from tests.auth.builders import CALLBACK
from tests.auth.component.world import World, authorization, authorize_path, query_of
from tests.auth.settings import ISSUER, TRACKER_SECRET

HOST = "http://localhost:8001"
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
CROSS_SITE = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
SAME_SITE = {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost:8001"}
PAGES = ("/sign-in", "/register", "/account", "/accounts", authorize_path(prompt="login"), "/no-such-page")
FORMS = ("/token", "/revoke", "/introspect", "/userinfo", "/sign-in", "/authorize", "/end-session")


@pytest.mark.parametrize(
    "address",
    [
        f"{CALLBACK}/",
        f"{CALLBACK}?x=1",
        f"{CALLBACK}#fragment",
        f"{CALLBACK}%00",
        f"{CALLBACK}\t",
        f"{CALLBACK}/../../evil",
        f"{CALLBACK}/..;/evil",
        f"{CALLBACK}%252fevil",
        CALLBACK.upper(),
        CALLBACK.replace("sign-in", "sign%2Din"),
        CALLBACK.replace("http:", "https:"),
        CALLBACK.replace("8001", "8002"),
        CALLBACK.replace("localhost", "localhost.evil.example"),
        CALLBACK.replace("localhost", "evil.example@localhost"),
        CALLBACK.replace("localhost:8001", "localhost:8001@evil.example"),
        CALLBACK.replace("localhost", "127.0.0.1"),
        CALLBACK.replace("localhost", "LOCALHOST"),
        f"https://evil.example/?{CALLBACK}",
        f"https://evil.example/#{CALLBACK}",
        f"https://evil.example\\@{HOST[7:]}/sign-in/callback",
        "//evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "http://localhost:8002/sign-in/callback",
    ],
)
async def test_a_redirect_address_is_the_registered_one_to_the_letter(world: World, address: str) -> None:
    browser = await world.signed_in()

    answer = await browser.get("/authorize", **authorization(redirect_uri=address))

    assert answer.status_code == 400
    assert "location" not in answer.headers


@pytest.mark.parametrize("name", ["redirect_uri", "client_id", "state", "scope", "code_challenge", "nonce"])
async def test_a_parameter_given_twice_gives_no_code(world: World, name: str) -> None:
    browser = await world.signed_in()

    answer = await browser.http.get(f"{authorize_path()}&{name}=another")

    assert "code=" not in answer.headers.get("location", "")


@pytest.mark.parametrize(
    "asked",
    [
        {"response_type": "token"},
        {"response_type": "id_token"},
        {"response_type": "code id_token"},
        {"response_type": "none"},
        {"response_mode": "fragment"},
        {"response_mode": "form_post"},
        {"code_challenge": ""},
        {"code_challenge_method": "plain"},
        {"code_challenge_method": ""},
        {"code_challenge_method": "s256"},
        {"request": "eyJhbGciOiJub25lIn0.e30."},
        {"request_uri": "https://evil.example/request"},
        {"registration": "{}"},
        {"prompt": "none login"},
        {"max_age": "-1"},
    ],
)
async def test_no_weaker_flow_can_be_asked_for(world: World, asked: dict[str, str]) -> None:
    browser = await world.signed_in()

    answer = query_of(await browser.get("/authorize", **authorization(**asked)))

    assert "code" not in answer
    assert answer["error"]
    assert (answer["iss"], answer["state"]) == (ISSUER, "a-state")


async def test_no_grant_takes_a_password_or_a_client_alone(world: World) -> None:
    await world.account()

    for form in (
        {"grant_type": "password", "username": "kesha@popug.inc", "password": "a good parrot says nothing"},
        {"grant_type": "client_credentials"},
        {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": "x"},
        {"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": "x"},
    ):
        assert (await world.token(form)).json()["error"] == "unsupported_grant_type"


async def test_line_breaks_in_the_state_make_no_header(world: World) -> None:
    browser = await world.signed_in()
    state = "x\r\nSet-Cookie: popug_auth=chosen\r\n\r\n<script>"

    answer = await browser.get("/authorize", **authorization(state=state))

    assert query_of(answer)["state"] == state
    assert "set-cookie" not in answer.headers
    assert "\n" not in answer.headers["location"]


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}"])
async def test_what_a_link_brings_along_is_shown_as_text(world: World, text: str) -> None:
    browser = world.browser()

    to_sign_in = await browser.get("/authorize", **authorization(login_hint=text, state=text))
    page = (await browser.get(to_sign_in.headers["location"])).text
    shown = re.search(r'name="email"[^>]*value="([^"]*)"', page)

    assert shown is not None
    assert unescape(shown.group(1)) == text
    assert "<script>alert" not in page
    assert "<img src=x" not in page


@pytest.mark.parametrize("path", PAGES)
async def test_no_page_can_be_framed_or_kept(world: World, path: str) -> None:
    browser = await world.signed_in("admin@popug.inc", Role.ADMIN)

    answer = await browser.get(path)

    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert "no-store" in answer.headers["cache-control"]
    assert answer.headers["x-content-type-options"] == "nosniff"


def unsafe_routes(app: FastAPI) -> Iterator[tuple[str, str]]:
    for route in iter_route_contexts(app.routes):
        path = re.sub(r"{[^}]*}", "0198a7b0-0000-7000-8000-000000000000", route.path or "")
        yield from ((method, path) for method in UNSAFE & set(route.methods or ()))


@pytest.mark.parametrize(
    "headers", [CROSS_SITE, SAME_SITE, {"Origin": "null"}], ids=["cross", "same", "null"]
)
async def test_no_other_site_acts_in_somebodys_name(world: World, headers: dict[str, str]) -> None:
    browser = await world.signed_in("admin@popug.inc", Role.ADMIN)
    routes = [each for each in unsafe_routes(world.app) if each[1] not in AUTHENTICATED_BY_THEMSELVES]

    answers = {
        route: (await browser.http.request(*route, headers=headers, data={"x": "y"})).status_code
        for route in routes
    }

    assert len(answers) > 10
    assert {route: status for route, status in answers.items() if status != 403} == {}


async def test_exempt_paths_do_nothing_by_cookie(world: World) -> None:
    browser = await world.signed_in()

    answers = [
        await browser.http.post(path, headers=CROSS_SITE, data=authorization())
        for path in AUTHENTICATED_BY_THEMSELVES
    ]
    again = await browser.get("/account")

    assert all("code=" not in answer.headers.get("location", "") for answer in answers)
    assert again.status_code == 200


async def test_nobody_makes_themselves_an_admin_by_naming_more_fields(world: World) -> None:
    browser = world.browser()
    await browser.post(
        "/register",
        name="Mallory",
        email="mallory@popug.inc",
        password="a good parrot says nothing",
        role="admin",
        active="true",
        account_id="0198a7b0-0000-7000-8000-000000000000",
    )
    kesha = await world.signed_in()
    await kesha.post("/account", name="Kesha", locale="en", role="admin", email="admin@popug.inc")
    tokens = await world.tokens(kesha)

    me = (await world.call("GET", "/api/v1/me", tokens["access_token"])).json()
    mallory = await world.desk.accounts.with_email("mallory@popug.inc")

    assert (me["role"], me["email"]) == ("worker", "kesha@popug.inc")
    assert mallory is None or mallory.role is Role.WORKER


async def test_an_admin_creates_nothing_by_fields_that_are_not_there(world: World) -> None:
    tokens = await world.tokens(await world.signed_in("admin@popug.inc", Role.ADMIN))
    body = {"name": "Gosha", "email": "gosha@popug.inc", "role": "worker", "version": 99, "active": False}

    answer = await world.call("POST", "/api/v1/accounts", tokens["access_token"], json=body)

    assert answer.status_code == 422
    assert await world.desk.accounts.with_email("gosha@popug.inc") is None


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\xff\xfe\xfd", "application/x-www-form-urlencoded"),
        (b"%", "application/x-www-form-urlencoded"),
        (b"&" * 5000 + b"a=b&" * 5000, "application/x-www-form-urlencoded"),
        (b"token=" + b"x" * 200_000, "application/x-www-form-urlencoded"),
        (b"token=%00%00&code=%00&email=%00&password=%00", "application/x-www-form-urlencoded"),
        (b'{"grant_type": "authorization_code"}', "application/json"),
        (b"--x\r\nContent-Disposition: form-data", "multipart/form-data; boundary=x"),
        (b"a=b", "multipart/form-data"),
        (b"", "application/x-www-form-urlencoded"),
        (b"a" * 300_000, "text/plain"),
    ],
    ids=["bytes", "percent", "fields", "long", "nul", "json", "multipart", "boundary", "empty", "large"],
)
async def test_no_body_breaks_anything(world: World, path: str, body: bytes, kind: str) -> None:
    headers = {"Content-Type": kind, "Origin": ISSUER, "Sec-Fetch-Site": "same-origin"}
    async with world.http(auth=("tracker", TRACKER_SECRET)) as http:
        answer = await http.post(path, content=body, headers=headers)

    assert 200 <= answer.status_code < 500
    assert "set-cookie" not in answer.headers
    assert "access_token" not in answer.text


@pytest.mark.parametrize(
    "credentials", ["Basic", "Basic !!!", "Basic dHJhY2tlcg==", "Basic /w==", "Bearer x"]
)
async def test_credentials_that_cannot_be_read_are_no_client(world: World, credentials: str) -> None:
    async with world.http() as http:
        answer = await http.post(
            "/token", data={"grant_type": "refresh_token"}, headers={"Authorization": credentials}
        )

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize(
    "next_path",
    ["//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example", "javascript:alert(1)"],
)
async def test_signing_in_leads_nowhere_else(world: World, next_path: str) -> None:
    await world.account()

    answer = await world.browser().sign_in("kesha@popug.inc", next=next_path)

    assert answer.headers["location"] == "/"


async def test_a_mark_made_for_one_sign_in_is_no_way_around_another(world: World) -> None:
    """Whoever takes the signed mark from a link of theirs spares nobody the sign-in that was asked for."""
    browser = await world.signed_in()
    own = query_of(await browser.get("/authorize", **authorization(prompt="login")))["next"]
    mark = own.partition("asked=")[2]

    answer = await browser.http.get(f"{authorize_path(prompt='login', state='another')}&asked={quote(mark)}")

    assert answer.headers["location"].startswith("/sign-in?")


async def test_a_silent_answer_tells_a_stranger_nothing_about_the_account(world: World) -> None:
    browser = await world.signed_in()
    gosha = await world.signed_in("gosha@popug.inc")
    hint = (await world.tokens(gosha))["id_token"]

    answer = query_of(await browser.get("/authorize", **authorization(prompt="none", id_token_hint=hint)))

    assert answer["error"] == "login_required"
    assert "kesha" not in urlencode(answer)
