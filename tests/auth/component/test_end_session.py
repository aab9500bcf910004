"""Signing out: from a client, from auth itself, and by force."""

import pytest

from chassis.roles import Role
from tests.auth.component.world import OWN_PAGE, World, hidden
from tests.auth.settings import TRACKER


async def is_signed_in(world: World, token: str) -> bool:
    return (await world.browser_with(token).get("/account")).status_code == 200


async def test_a_client_that_shows_the_id_token_signs_its_user_out(world: World) -> None:
    browser = await world.signed_in()
    session = browser.http.cookies["popug_auth"]
    tokens = await world.tokens(browser)

    answer = await browser.get(
        "/end-session",
        id_token_hint=tokens["id_token"],
        post_logout_redirect_uri=f"{TRACKER}/",
        state="back",
    )

    assert answer.headers["location"] == f"{TRACKER}/?state=back"
    assert not await is_signed_in(world, session)
    assert (await world.refresh(tokens["refresh_token"])).status_code == 400


async def test_without_a_hint_one_is_asked_first(world: World) -> None:
    browser = await world.signed_in()
    session = browser.http.cookies["popug_auth"]

    page = await browser.get(
        "/end-session", client_id="tracker", post_logout_redirect_uri=f"{TRACKER}/", state="back"
    )
    still_there = await is_signed_in(world, session)
    fields = {
        name: hidden(page.text, name, "/sign-out")
        for name in ("client_id", "post_logout_redirect_uri", "state")
    }
    answer = await browser.http.post("/sign-out", data=fields, headers=OWN_PAGE)

    assert page.status_code == 200
    assert still_there
    assert answer.headers["location"] == f"{TRACKER}/?state=back"
    assert not await is_signed_in(world, session)


async def test_somebody_elses_hint_signs_nobody_out(world: World) -> None:
    kesha, gosha = await world.signed_in(), await world.signed_in("gosha@popug.inc")
    goshas = await world.tokens(gosha)

    await kesha.get("/end-session", id_token_hint=goshas["id_token"])

    assert await is_signed_in(world, kesha.http.cookies["popug_auth"])


@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
async def test_another_kind_of_token_is_no_hint(world: World, kind: str) -> None:
    browser = await world.signed_in()
    tokens = await world.tokens(browser)

    await browser.get("/end-session", id_token_hint=tokens[kind])

    assert await is_signed_in(world, browser.http.cookies["popug_auth"])


@pytest.mark.parametrize(
    "address", ["http://evil.example/", f"{TRACKER}/deeper", f"{TRACKER}", "//evil.example", "javascript:1"]
)
async def test_nobody_is_sent_to_another_site_after_signing_out(world: World, address: str) -> None:
    browser = await world.signed_in()
    tokens = await world.tokens(browser)

    answer = await browser.get(
        "/end-session", id_token_hint=tokens["id_token"], post_logout_redirect_uri=address
    )
    posted = await browser.post("/sign-out", client_id="tracker", post_logout_redirect_uri=address)

    assert answer.status_code == 400
    assert posted.headers["location"] == "/sign-in"


async def test_a_clients_address_needs_that_client(world: World) -> None:
    browser = await world.signed_in()

    answer = await browser.get("/end-session", client_id="accounting", post_logout_redirect_uri=f"{TRACKER}/")

    assert answer.status_code == 400


async def test_deactivating_ends_sessions_tokens_and_silence(world: World) -> None:
    admin = await world.signed_in("admin@popug.inc", Role.ADMIN)
    kesha = await world.signed_in()
    tokens = await world.tokens(kesha)
    account_id = (await world.call("GET", "/api/v1/me", tokens["access_token"])).json()["id"]

    await admin.post(f"/accounts/{account_id}/deactivate")

    assert not await is_signed_in(world, kesha.http.cookies["popug_auth"])
    assert (await world.refresh(tokens["refresh_token"])).status_code == 400
    assert (await world.call("GET", "/userinfo", tokens["access_token"])).status_code == 401
    assert (await world.call("GET", "/api/v1/me", tokens["access_token"])).status_code in (401, 403)
