"""What the OpenID Basic OP plan asks of a provider and no other test here looks at."""

from datetime import timedelta

import pytest

from tests.auth.component.test_code_flow import payload
from tests.auth.component.world import World, authorization, query_of


async def test_without_a_nonce_the_id_token_has_none(world: World) -> None:
    tokens = await world.tokens(await world.signed_in(), nonce="")

    assert "nonce" not in payload(tokens["id_token"])


@pytest.mark.parametrize(
    ("scope", "told"),
    [
        ("openid", set()),
        ("openid profile", {"name", "role", "locale"}),
        ("openid email", {"email"}),
        ("openid address phone", set()),
        ("openid profile email address phone", {"name", "role", "locale", "email"}),
        ("email profile openid", {"name", "role", "locale", "email"}),
    ],
)
async def test_scopes_in_any_order_decide_what_is_told(world: World, scope: str, told: set[str]) -> None:
    tokens = await world.tokens(await world.signed_in(), scope=scope)

    person = (await world.call("GET", "/userinfo", tokens["access_token"])).json()

    assert set(person) == told | {"sub"}
    assert told <= set(payload(tokens["id_token"]))
    assert person["sub"] == payload(tokens["id_token"])["sub"]


@pytest.mark.parametrize(
    "extra",
    [
        {"extra": "foobar"},
        {"display": "page"},
        {"display": "popup"},
        {"claims_locales": "se"},
        {"ui_locales": "se"},
        {"acr_values": "1 2"},
        {"claims": '{"userinfo": {"name": {"essential": true}}}'},
        {"prompt": "consent"},
    ],
)
async def test_what_is_not_known_or_not_needed_does_no_harm(world: World, extra: dict[str, str]) -> None:
    browser = await world.signed_in()

    answer = query_of(await browser.get("/authorize", **authorization(**extra)))

    assert (await world.redeem(answer["code"])).status_code == 200


async def test_the_time_of_the_sign_in_is_told_and_stays_when_nobody_signs_in_again(world: World) -> None:
    browser = await world.signed_in()
    first = payload((await world.tokens(browser))["id_token"])
    world.clock.advance(timedelta(minutes=5))

    second = payload((await world.tokens(browser, max_age="10000"))["id_token"])

    assert first["auth_time"] == second["auth_time"]
    assert second["iat"] > first["iat"]


async def test_a_second_later_is_too_old_for_a_max_age_of_one(world: World) -> None:
    browser = await world.signed_in()
    world.clock.advance(timedelta(seconds=2))

    answer = await browser.get("/authorize", **authorization(max_age="1"))
    silent = await browser.get("/authorize", **authorization(max_age="1", prompt="none"))

    assert answer.headers["location"].startswith("/sign-in?")
    assert query_of(silent)["error"] == "login_required"


async def test_a_code_replayed_half_a_minute_later_takes_back_what_it_gave(world: World) -> None:
    code = await world.code(await world.signed_in())
    tokens = (await world.redeem(code)).json()
    world.clock.advance(timedelta(seconds=30))

    replay = await world.redeem(code)

    assert replay.json()["error"] == "invalid_grant"
    assert (await world.call("GET", "/userinfo", tokens["access_token"])).status_code == 401


async def test_a_refresh_gives_an_id_token_of_the_same_sign_in(world: World) -> None:
    tokens = await world.tokens(await world.signed_in())
    world.clock.advance(timedelta(minutes=1))

    refreshed = (await world.refresh(tokens["refresh_token"])).json()

    before, after = payload(tokens["id_token"]), payload(refreshed["id_token"])
    same = ("iss", "sub", "aud", "auth_time", "sid", "acr", "amr")
    assert {name: before[name] for name in same} == {name: after[name] for name in same}
    assert after["iat"] > before["iat"]
