"""Scripts exchange personal access tokens for access tokens (RFC 8693)."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from auth.application.commands.make_personal_token import MakePersonalToken
from auth.application.commands.revoke_personal_token import RevokePersonalToken
from auth.domain.identifiers import PersonalTokenId
from auth.entrypoints.oidc.token_exchange import ACCESS_TOKEN_TYPE, GRANT_TYPE
from chassis.identifiers import AccountId, new_id
from chassis.roles import Role
from tests.auth.component.test_code_flow import payload
from tests.auth.component.world import World


async def a_personal_token(world: World, account_id: AccountId, days: int = 1) -> tuple[PersonalTokenId, str]:
    token_id = PersonalTokenId(new_id())
    make = MakePersonalToken(token_id, account_id, "nightly report", days)
    return token_id, await world.desk.mediator.handle_command(make)


async def exchange(world: World, token: str, **other: str) -> httpx2.Response:
    form = {
        "grant_type": GRANT_TYPE,
        "subject_token": token,
        "subject_token_type": ACCESS_TOKEN_TYPE,
        **other,
    }
    async with world.http() as http:
        return await http.post("/token", data={name: value for name, value in form.items() if value})


async def granted(world: World, token: str, **other: str) -> dict[str, Any]:
    answer = await exchange(world, token, **other)
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document


async def test_a_script_gets_an_access_token_and_nothing_more(world: World) -> None:
    account_id = await world.account()
    _, token = await a_personal_token(world, account_id)

    got = await granted(world, token)

    claims = payload(got["access_token"])
    assert (got["issued_token_type"], got["token_type"]) == (ACCESS_TOKEN_TYPE, "Bearer")
    assert got["expires_in"] == 600
    assert "refresh_token" not in got
    assert "id_token" not in got
    assert (claims["sub"], claims["aud"]) == (str(account_id), "popug")
    assert "amr" not in claims
    assert (await world.call("GET", "/api/v1/me", got["access_token"])).json()["id"] == str(account_id)


async def test_the_access_token_dies_with_the_personal_one(world: World) -> None:
    account_id = await world.account()
    token_id, token = await a_personal_token(world, account_id)
    got = await granted(world, token)

    await world.desk.mediator.handle_command(RevokePersonalToken(account_id, token_id))

    assert (await world.call("GET", "/userinfo", got["access_token"])).status_code == 401
    assert (await world.call("GET", "/api/v1/me", got["access_token"])).status_code == 401
    assert (await exchange(world, token)).json()["error"] == "invalid_grant"


async def test_the_access_token_lives_no_longer_than_the_personal_one(world: World) -> None:
    _, token = await a_personal_token(world, await world.account())
    world.clock.advance(timedelta(days=1) - timedelta(seconds=60))

    got = await granted(world, token)
    world.clock.advance(timedelta(seconds=61))

    assert 58 <= got["expires_in"] <= 60
    assert (await world.call("GET", "/userinfo", got["access_token"])).status_code == 401
    assert (await exchange(world, token)).json()["error"] == "invalid_grant"


async def test_a_deactivated_account_s_token_is_good_for_nothing(world: World) -> None:
    account_id = await world.account()
    _, token = await a_personal_token(world, account_id)
    admin = await world.signed_in("admin@popug.inc", Role.ADMIN)

    await admin.post(f"/accounts/{account_id}/deactivate")

    assert (await exchange(world, token)).json()["error"] == "invalid_grant"


async def test_the_scope_is_narrowed_when_asked(world: World) -> None:
    _, token = await a_personal_token(world, await world.account())

    got = await granted(world, token, scope="email openid")

    assert got["scope"] == "openid email"
    assert "name" not in (await world.call("GET", "/userinfo", got["access_token"])).json()


@pytest.mark.parametrize(
    ("other", "error"),
    [
        ({"subject_token": ""}, "invalid_request"),
        ({"subject_token": "popug_pat_guessed"}, "invalid_grant"),
        ({"subject_token_type": ""}, "invalid_request"),
        ({"subject_token_type": "urn:ietf:params:oauth:token-type:jwt"}, "invalid_request"),
        ({"requested_token_type": "urn:ietf:params:oauth:token-type:refresh_token"}, "invalid_request"),
        ({"requested_token_type": "urn:ietf:params:oauth:token-type:id_token"}, "invalid_request"),
        ({"actor_token": "x", "actor_token_type": ACCESS_TOKEN_TYPE}, "invalid_request"),
        ({"audience": "accounting"}, "invalid_target"),
        ({"resource": "https://elsewhere.example"}, "invalid_target"),
        ({"scope": "openid admin"}, "invalid_scope"),
        ({"scope": "offline_access"}, "invalid_scope"),
        ({"client_id": "tracker", "client_secret": "guessed"}, "invalid_client"),
        ({"client_id": "tracker"}, "invalid_client"),
    ],
)
async def test_what_cannot_be_had_is_refused(world: World, other: dict[str, str], error: str) -> None:
    _, token = await a_personal_token(world, await world.account())

    answer = await exchange(world, token, **other)

    assert answer.json()["error"] == error
    assert answer.status_code == (401 if error == "invalid_client" else 400)


@pytest.mark.parametrize("kind", ["access_token", "refresh_token", "id_token"])
async def test_no_other_token_is_exchanged(world: World, kind: str) -> None:
    tokens = await world.tokens(await world.signed_in())

    answer = await exchange(world, tokens[kind])

    assert answer.json()["error"] == "invalid_grant"


async def test_a_personal_token_opens_nothing_by_itself(world: World) -> None:
    _, token = await a_personal_token(world, await world.account())

    answers = [await world.call("GET", path, token) for path in ("/userinfo", "/api/v1/me")]

    assert [answer.status_code for answer in answers] == [401, 401]
