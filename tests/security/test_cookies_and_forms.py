"""What browsers are given by auth, and what its forms ask of people (ASVS chapters 3 and 6)."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
import pytest_asyncio
from fastapi.routing import iter_route_contexts

from auth.bootstrap.web_process import web_application
from auth.entrypoints.desk import Desk
from chassis.clock import SettableClock
from chassis.roles import Role
from deploy.native.places import CHECKOUT
from tests.auth.component.world import PASSWORD, World
from tests.auth.settings import auth_settings
from tests.infrastructure import DatabaseUrls

HTTPS_ISSUER = "https://auth.popug.inc"
OTHER_SITE = "https://evil.example"
PREFLIGHT = {
    "Origin": OTHER_SITE,
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization, content-type",
}
PUBLIC_FORMS = {
    "/sign-in": {"email", "password", "remember", "answer"},
    "/register": {"name", "email", "password"},
    "/forgotten-password": {"email"},
}
"""Every field they have, aside from those of the layout: language, theme, and where one goes on to."""

OF_THE_LAYOUT = {"locale", "theme", "keys", "next"}


@pytest_asyncio.fixture(loop_scope="session")
async def https_world(auth_database: DatabaseUrls) -> AsyncIterator[World]:
    """Auth behind an ingress that ends TLS: its public address is https, it is reached over plain HTTP."""
    clock = SettableClock(datetime.now(UTC))
    addresses = dict.fromkeys(("issuer", "public_url", "auth_url"), HTTPS_ISSUER)
    app = web_application(auth_settings(auth_database.runtime, **addresses), clock)
    async with app.router.lifespan_context(app):
        desk: Desk = app.state.desk
        yield World(app, desk, clock)


def cookies_of(*answers: httpx2.Response) -> dict[str, set[str]]:
    """The attributes of each cookie that is given, by its name."""
    given = [cookie for answer in answers for cookie in answer.headers.get_list("set-cookie")]
    return {
        cookie.partition("=")[0]: {part.strip().lower() for part in cookie.split(";")[1:]} for cookie in given
    }


async def every_cookie(world: World) -> dict[str, set[str]]:
    """Each kind of cookie that auth gives: session, language by hint and by choice, theme, message."""
    origin = world.desk.issuer
    async with world.http(headers={"Origin": origin, "Sec-Fetch-Site": "same-origin"}) as http:
        hinted = await http.get("/sign-in", params={"lang": "ru", "next": "/account"})
        signed_in = await http.post("/sign-in", data={"email": "kesha@popug.inc", "password": PASSWORD})
        chosen = await http.post("/preferences", data={"locale": "en", "theme": "dark", "keys": "off"})
        (token,) = re.findall(r"popug_auth=([^;]+)", signed_in.headers["set-cookie"])
        name = signed_in.headers["set-cookie"].partition("=")[0]
        saved = await http.post(
            "/account/profile", data={"name": "K", "locale": "en"}, headers={"Cookie": f"{name}={token}"}
        )
    answers = (hinted, signed_in, chosen, saved)
    assert [answer.status_code for answer in answers] == [303, 303, 303, 303]
    return cookies_of(*answers)


async def test_under_https_every_cookie_is_for_tls_alone_and_the_session_for_this_host(
    https_world: World,
) -> None:
    await https_world.account()

    cookies = await every_cookie(https_world)

    assert set(cookies) == {
        "__Host-popug_auth",
        "popug_locale",
        "popug_theme",
        "popug_keys",
        "popug_flash_auth",
    }
    assert {name for name, attributes in cookies.items() if "secure" not in attributes} == set()
    assert "path=/" in cookies["__Host-popug_auth"]
    assert not any(part.startswith("domain") for part in cookies["__Host-popug_auth"])


async def test_no_script_reads_a_cookie_and_no_other_site_sends_one_along(world: World) -> None:
    await world.account()

    cookies = await every_cookie(world)

    assert len(cookies) == 5
    assert all({"httponly", "samesite=lax"} <= attributes for attributes in cookies.values())


async def test_behind_tls_a_hinted_language_leads_to_no_address_without_it(https_world: World) -> None:
    answer = await https_world.browser().get("/sign-in", lang="ru", next="/account")

    assert answer.headers["location"] == "/sign-in?next=%2Faccount"


async def test_no_other_origin_is_let_read_anything(world: World) -> None:
    browser = await world.signed_in("admin@popug.inc", Role.ADMIN)
    paths = {
        re.sub(r"{[^}]*}", "0198a7b0-0000-7000-8000-000000000000", route.path or "")
        for route in iter_route_contexts(world.app.routes)
    }

    answers = [
        await browser.http.request(method, path, headers=PREFLIGHT)
        for path in sorted(paths)
        for method in ("OPTIONS", "GET")
    ]

    allowed = {
        (answer.request.method, answer.request.url.path, name)
        for answer in answers
        for name in answer.headers
        if name.startswith("access-control-")
    }
    assert len(paths) > 40
    assert allowed == set()
    assert {a.headers["cross-origin-resource-policy"] for a in answers} == {"same-origin"}


@pytest.mark.parametrize("path", PUBLIC_FORMS)
async def test_forms_ask_no_questions_but_these(world: World, path: str) -> None:
    """No hint of a password, no favourite seed."""
    page = (await world.browser().get(path)).text

    fields = set(re.findall(r'<(?:input|select|textarea)[^>]*\bname="([^"]+)"', page))

    assert fields - OF_THE_LAYOUT == PUBLIC_FORMS[path]


@pytest.mark.parametrize("path", ["/sign-in", "/register", "/account", "/accounts/new"])
async def test_passwords_are_masked_and_may_be_pasted_and_filled_in(world: World, path: str) -> None:
    browser = world.browser() if path in PUBLIC_FORMS else await world.signed_in("a@popug.inc", Role.ADMIN)

    page = (await browser.get(path)).text
    fields = re.findall(r'<input [^>]*name="[a-z_]*password"[^>]*>', page)

    assert fields
    for field in fields:
        assert 'type="password"' in field
        assert re.search(r'autocomplete="(current|new)-password"', field)
        assert not re.search(r"\bon[a-z]+=|readonly|disabled|maxlength", field)


async def test_a_password_stays_good_for_as_long_as_nobody_changes_it(world: World) -> None:
    await world.account()
    world.clock.advance(timedelta(days=5 * 365))

    answer = await world.browser().sign_in("kesha@popug.inc")

    assert answer.headers["location"] == "/account"


def test_no_service_but_auth_asks_for_a_password() -> None:
    asking = {
        template.relative_to(CHECKOUT / "services").parts[0]
        for template in (CHECKOUT / "services").rglob("*.html")
        if re.search(r"""type=["']password""", template.read_text())
    }

    assert asking == {"auth"}
