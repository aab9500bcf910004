"""The door: passwords, guessing, and forms that other sites send."""

import asyncio
from datetime import timedelta

import pytest

from chassis.roles import Role
from tests.auth.component.world import PASSWORD, World


async def test_a_right_password_opens_a_session(world: World) -> None:
    await world.account()
    browser = world.browser()

    answer = await browser.sign_in("  KESHA@popug.inc ")

    cookie = answer.headers["set-cookie"]
    assert answer.headers["location"] == "/account"
    assert cookie.startswith("popug_auth=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert (await browser.get("/account")).status_code == 200


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("kesha@popug.inc", "wrong"),
        ("nobody@popug.inc", PASSWORD),
        ("not an address", PASSWORD),
        ("kesha@popug.inc", ""),
        ("' OR 1=1 --", PASSWORD),
    ],
)
async def test_every_miss_sounds_the_same(world: World, email: str, password: str) -> None:
    await world.account()
    browser = world.browser()

    answer = await browser.sign_in(email, password)

    assert answer.status_code == 422
    assert "E-mail and password do not match." in answer.text
    assert "set-cookie" not in answer.headers


async def test_a_deactivated_account_does_not_open_and_sounds_the_same(world: World) -> None:
    admin = await world.signed_in("admin@popug.inc", Role.ADMIN)
    kesha = await world.account()
    await admin.post(f"/accounts/{kesha}/deactivate")

    answer = await world.browser().sign_in("kesha@popug.inc")

    assert answer.status_code == 422
    assert "E-mail and password do not match." in answer.text


async def test_guessing_at_an_account_is_slowed_down_wherever_it_comes_from(world: World) -> None:
    await world.account()

    for number in range(6):
        answer = await world.browser(f"10.0.0.{number}").sign_in("kesha@popug.inc", "wrong")
    right = await world.browser("10.0.0.9").sign_in("kesha@popug.inc")
    world.clock.advance(timedelta(minutes=15))
    later = await world.browser("10.0.0.9").sign_in("kesha@popug.inc")

    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) >= 1
    assert right.status_code == 429
    assert later.status_code == 303


async def test_an_unknown_address_is_slowed_down_like_a_known_one(world: World) -> None:
    for _ in range(6):
        answer = await world.browser().sign_in("nobody@popug.inc", "wrong")

    assert answer.status_code == 429


async def test_guessing_at_many_accounts_from_one_address_is_slowed_down(world: World) -> None:
    for number in range(21):
        answer = await world.browser().sign_in(f"popug{number}@popug.inc", "wrong")
    elsewhere = await world.browser("10.1.1.1").sign_in("popug99@popug.inc", "wrong")

    assert answer.status_code == 429
    assert elsewhere.status_code == 422


async def test_guessing_all_at_once_is_no_way_around(world: World) -> None:
    await world.account()

    answers = await asyncio.gather(
        *(world.browser(f"10.2.0.{number}").sign_in("kesha@popug.inc", "wrong") for number in range(30))
    )

    assert sorted(answer.status_code for answer in answers) == [422] * 5 + [429] * 25


async def test_a_right_password_forgets_the_misses_before_it(world: World) -> None:
    await world.account()
    for _ in range(4):
        await world.browser().sign_in("kesha@popug.inc", "wrong")
    await world.browser().sign_in("kesha@popug.inc")

    for _ in range(4):
        answer = await world.browser().sign_in("kesha@popug.inc", "wrong")

    assert answer.status_code == 422


async def test_signing_in_gives_a_new_session_and_ends_the_old_one(world: World) -> None:
    browser = await world.signed_in()
    before = browser.http.cookies["popug_auth"]
    tokens = await world.tokens(browser)

    await browser.sign_in("kesha@popug.inc")

    assert browser.http.cookies["popug_auth"] != before
    assert (await world.browser_with(before).get("/account")).headers["location"].startswith("/sign-in")
    assert (await world.refresh(tokens["refresh_token"])).status_code == 400


async def test_a_session_id_chosen_by_somebody_else_is_not_taken_over(world: World) -> None:
    await world.account()
    browser = world.browser_with("chosen-by-an-attacker")

    answer = await browser.sign_in("kesha@popug.inc")

    assert answer.status_code == 303
    assert "chosen-by-an-attacker" not in answer.headers["set-cookie"]
    planted = world.browser_with("chosen-by-an-attacker")
    assert (await planted.get("/account")).headers["location"].startswith("/sign-in")


async def test_whoever_holds_the_cookie_is_signed_in(world: World) -> None:
    browser = await world.signed_in()

    same = world.browser_with(browser.http.cookies["popug_auth"])

    assert (await same.get("/account")).status_code == 200


@pytest.mark.parametrize(
    "next_path",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "\\\\evil.example",
        "evil.example",
        "/x\r\nSet-Cookie: a=b",
        "",
    ],
)
async def test_nobody_is_sent_to_another_site_after_signing_in(world: World, next_path: str) -> None:
    await world.account()

    answer = await world.browser().sign_in("kesha@popug.inc", next=next_path)

    assert answer.headers["location"] == "/"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://localhost:8001"},
        {"Origin": "null"},
    ],
)
@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/register", "/account/profile", "/accounts/new"])
async def test_forms_of_other_sites_are_refused(world: World, path: str, headers: dict[str, str]) -> None:
    browser = await world.signed_in()

    answer = await browser.post(path, headers=headers, email="kesha@popug.inc", password=PASSWORD)

    assert answer.status_code == 403
    assert (await browser.get("/account")).status_code == 200


async def test_an_idle_session_falls_asleep_and_a_busy_one_ends_after_a_week(world: World) -> None:
    idle, busy = await world.signed_in(), await world.signed_in("gosha@popug.inc")

    for _ in range(13):
        world.clock.advance(timedelta(hours=1))
        assert (await busy.get("/account")).status_code == 200
    idle_answer = await idle.get("/account")
    for _ in range(16):
        world.clock.advance(timedelta(hours=10))
        await busy.get("/account")
    busy_answer = await busy.get("/account")

    assert idle_answer.headers["location"].startswith("/sign-in")
    assert busy_answer.headers["location"].startswith("/sign-in")
