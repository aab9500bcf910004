"""Accounts over JSON."""

from typing import Any

import pytest

from chassis.roles import Role
from tests.auth.component.world import World

NOBODY = "01933c2e-0000-7000-8000-000000000000"
NEW = {"name": "Gosha", "email": "Gosha@popug.inc", "role": "manager", "password": "nuts and more nuts"}


async def token_of(world: World, email: str, role: Role) -> str:
    browser = await world.signed_in(email, role)
    token: str = (await world.tokens(browser))["access_token"]
    return token


async def admin_token(world: World) -> str:
    return await token_of(world, "admin@popug.inc", Role.ADMIN)


async def test_everybody_may_ask_who_they_are(world: World) -> None:
    token = await token_of(world, "kesha@popug.inc", Role.ACCOUNTANT)

    me = (await world.call("GET", "/api/v1/me", token)).json()

    assert (me["name"], me["email"], me["role"]) == ("Kesha", "kesha@popug.inc", "accountant")


@pytest.mark.parametrize("role", [Role.WORKER, Role.MANAGER, Role.ACCOUNTANT])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/v1/accounts"),
        ("POST", "/api/v1/accounts"),
        ("GET", f"/api/v1/accounts/{NOBODY}"),
        ("PATCH", f"/api/v1/accounts/{NOBODY}"),
    ],
)
async def test_only_admins_look_after_accounts(world: World, role: Role, method: str, path: str) -> None:
    token = await token_of(world, "kesha@popug.inc", role)

    answer = await world.call(method, path, token, **({"json": NEW} if method == "POST" else {}))

    body_was_read_first = method == "PATCH" and answer.status_code == 422
    assert answer.status_code == 403 or body_was_read_first


async def test_an_admin_creates_an_account_that_can_sign_in(world: World) -> None:
    token = await admin_token(world)

    answer = await world.call("POST", "/api/v1/accounts", token, json=NEW)
    signed_in = await world.browser().sign_in("gosha@popug.inc", "nuts and more nuts")

    assert answer.status_code == 201
    created = answer.json()
    assert (created["email"], created["role"], created["active"], created["version"]) == (
        "gosha@popug.inc",
        "manager",
        True,
        1,
    )
    assert signed_in.status_code == 303


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"email": "ADMIN@popug.inc"}, 409, "email_taken"),
        ({"email": "no address"}, 422, "invalid_email"),
        ({"name": " "}, 422, "invalid_name"),
        ({"password": "short"}, 422, "weak_password"),
        ({"password": "password123"}, 422, "weak_password"),
        ({"role": "emperor"}, 422, "invalid_request"),
        ({"active": True}, 422, "invalid_request"),
        ({"account_id": NOBODY}, 422, "invalid_request"),
        ({"name": 7}, 422, "invalid_request"),
    ],
)
async def test_what_is_wrong_is_refused_and_nothing_is_created(
    world: World, change: dict[str, Any], status: int, code: str
) -> None:
    token = await admin_token(world)

    answer = await world.call("POST", "/api/v1/accounts", token, json={**NEW, **change})

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert len((await world.call("GET", "/api/v1/accounts", token)).json()["items"]) == 1


async def test_a_change_touches_what_it_names(world: World) -> None:
    token = await admin_token(world)
    account_id = (await world.call("POST", "/api/v1/accounts", token, json=NEW)).json()["id"]

    changed = await world.call("PATCH", f"/api/v1/accounts/{account_id}", token, json={"role": "worker"})
    ended = await world.call("PATCH", f"/api/v1/accounts/{account_id}", token, json={"active": False})
    revived = await world.call("PATCH", f"/api/v1/accounts/{account_id}", token, json={"active": True})

    assert (changed.json()["name"], changed.json()["role"], changed.json()["version"]) == (
        "Gosha",
        "worker",
        2,
    )
    assert (ended.json()["active"], ended.json()["version"]) == (False, 3)
    assert (revived.json()["active"], revived.json()["version"]) == (True, 4)


async def test_a_change_happens_whole_or_not_at_all(world: World) -> None:
    token = await admin_token(world)
    me = (await world.call("GET", "/api/v1/me", token)).json()

    answer = await world.call(
        "PATCH", f"/api/v1/accounts/{me['id']}", token, json={"name": "Changed", "active": False}
    )

    assert (answer.status_code, answer.json()["code"]) == (403, "own_deactivation")
    assert (await world.call("GET", "/api/v1/me", token)).json()["name"] == me["name"]


async def test_the_last_admin_stays_one(world: World) -> None:
    token = await admin_token(world)
    me = (await world.call("GET", "/api/v1/me", token)).json()["id"]

    refused = await world.call("PATCH", f"/api/v1/accounts/{me}", token, json={"role": "worker"})
    await world.account("second@popug.inc", Role.ADMIN)
    allowed = await world.call("PATCH", f"/api/v1/accounts/{me}", token, json={"role": "worker"})

    assert (refused.status_code, refused.json()["code"]) == (409, "last_admin")
    assert allowed.json()["role"] == "worker"


async def test_a_lost_role_counts_at_once_whatever_the_token_says(world: World) -> None:
    token = await admin_token(world)
    await world.account("second@popug.inc", Role.ADMIN)
    me = (await world.call("GET", "/api/v1/me", token)).json()["id"]
    await world.call("PATCH", f"/api/v1/accounts/{me}", token, json={"role": "worker"})

    answer = await world.call("GET", "/api/v1/accounts", token)

    assert answer.status_code == 403


async def test_lists_are_searched_filtered_and_paged(world: World) -> None:
    token = await admin_token(world)
    for number in range(5):
        await world.account(f"popug{number}@popug.inc", name=f"Popug 50%_{number}")

    first = (await world.call("GET", "/api/v1/accounts?q=popug&limit=3&role=worker", token)).json()
    second = (
        await world.call("GET", f"/api/v1/accounts?q=popug&limit=3&role=worker&cursor={first['next']}", token)
    ).json()
    by_sign = (await world.call("GET", "/api/v1/accounts", token, params={"q": "50%_3"})).json()
    wildcard = (await world.call("GET", "/api/v1/accounts", token, params={"q": "5_%"})).json()
    broken = await world.call("GET", "/api/v1/accounts?cursor=broken", token)

    assert [item["email"] for item in first["items"]] == [f"popug{n}@popug.inc" for n in range(3)]
    assert [item["email"] for item in second["items"]] == [f"popug{n}@popug.inc" for n in (3, 4)]
    assert second["next"] is None
    assert [item["email"] for item in by_sign["items"]] == ["popug3@popug.inc"]
    assert wildcard["items"] == []
    assert (broken.status_code, broken.json()["code"]) == (422, "invalid_cursor")


async def test_an_unknown_account_is_not_found(world: World) -> None:
    token = await admin_token(world)

    answer = await world.call("PATCH", f"/api/v1/accounts/{NOBODY}", token, json={"name": "X"})

    assert (answer.status_code, answer.json()["code"]) == (404, "account_not_found")


async def test_an_id_token_is_no_access_token(world: World) -> None:
    tokens = await world.tokens(await world.signed_in())

    for path in ("/api/v1/me", "/userinfo"):
        assert (await world.call("GET", path, tokens["id_token"])).status_code == 401
        assert (await world.call("GET", path, tokens["refresh_token"])).status_code == 401


async def test_a_session_cookie_opens_no_api(world: World) -> None:
    browser = await world.signed_in("admin@popug.inc", Role.ADMIN)

    answer = await browser.get("/api/v1/accounts")

    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
