"""What a confidential client is told about a token (RFC 7662)."""

from datetime import timedelta

import pytest

from auth.application.commands.make_personal_token import MakePersonalToken
from auth.domain.identifiers import PersonalTokenId
from chassis.identifiers import new_id
from tests.auth.component.world import World
from tests.auth.settings import ACCOUNTING_SECRET, ISSUER

INACTIVE = {"active": False}


async def test_a_live_access_token_is_described(world: World) -> None:
    tokens = await world.tokens(await world.signed_in())

    answer = await world.call_as_client("/introspect", token=tokens["access_token"])

    told = answer.json()
    assert told["active"] is True
    assert (told["client_id"], told["token_type"], told["iss"]) == ("tracker", "Bearer", ISSUER)
    assert told["scope"] == "openid profile email"
    assert (told["acr"], told["amr"]) == ("1", ["pwd"])
    assert told["exp"] - told["iat"] == 600
    assert "no-store" in answer.headers["cache-control"]


async def test_a_refresh_token_is_described_to_its_own_client_alone(world: World) -> None:
    tokens = await world.tokens(await world.signed_in())

    own = await world.call_as_client("/introspect", token=tokens["refresh_token"])
    anothers = await world.call_as_client(
        "/introspect", ("accounting", ACCOUNTING_SECRET), token=tokens["refresh_token"]
    )

    assert (own.json()["active"], own.json()["client_id"]) == (True, "tracker")
    assert "token_type" not in own.json()
    assert anothers.json() == INACTIVE


async def test_asking_uses_no_refresh_token_up(world: World) -> None:
    tokens = await world.tokens(await world.signed_in())

    for _ in range(2):
        await world.call_as_client("/introspect", token=tokens["refresh_token"])

    assert (await world.refresh(tokens["refresh_token"])).status_code == 200
    assert (await world.call_as_client("/introspect", token=tokens["refresh_token"])).json() == INACTIVE


async def test_what_was_revoked_or_has_expired_is_not_active(world: World) -> None:
    browser = await world.signed_in()
    revoked, expired = await world.tokens(browser), await world.tokens(browser)

    await world.call_as_client("/revoke", token=revoked["refresh_token"])
    told = [
        (await world.call_as_client("/introspect", token=revoked[kind])).json()
        for kind in ("access_token", "refresh_token")
    ]
    world.clock.advance(timedelta(hours=12))
    told += [
        (await world.call_as_client("/introspect", token=expired[kind])).json()
        for kind in ("access_token", "refresh_token")
    ]

    assert told == [INACTIVE] * 4


@pytest.mark.parametrize("token", ["guessed", "a.b.c", "x" * 10_000, "\u0000", "popug_pat_guessed"])
async def test_what_is_no_token_is_not_active(world: World, token: str) -> None:
    answer = await world.call_as_client("/introspect", token=token)

    assert (answer.status_code, answer.json()) == (200, INACTIVE)


async def test_an_id_token_is_no_token_to_act_with(world: World) -> None:
    tokens = await world.tokens(await world.signed_in())

    answer = await world.call_as_client("/introspect", token=tokens["id_token"])

    assert answer.json() == INACTIVE


async def test_a_personal_token_itself_is_not_described(world: World) -> None:
    account_id = await world.account()
    token = await world.desk.mediator.handle_command(
        MakePersonalToken(PersonalTokenId(new_id()), account_id, "script", 1)
    )

    assert (await world.call_as_client("/introspect", token=token)).json() == INACTIVE


async def test_nobody_asks_without_proving_to_be_a_client(world: World) -> None:
    tokens = await world.tokens(await world.signed_in())

    wrong = await world.call_as_client("/introspect", ("tracker", "guessed"), token=tokens["access_token"])
    async with world.http() as http:
        nobody = await http.post("/introspect", data={"token": tokens["access_token"]})
        by_token = await http.post(
            "/introspect",
            data={"token": tokens["access_token"]},
            headers={"Authorization": f"Bearer {tokens['access_token']}"},
        )

    assert [answer.status_code for answer in (wrong, nobody, by_token)] == [401] * 3
    assert wrong.json()["error"] == "invalid_client"


async def test_a_question_without_a_token_is_no_question(world: World) -> None:
    answer = await world.call_as_client("/introspect")

    assert answer.json()["error"] == "invalid_request"
