"""The code flow from the client's first redirect to its last refresh."""

import asyncio
import json
from base64 import urlsafe_b64decode
from datetime import timedelta
from typing import Any

from tests.auth.builders import VERIFIER
from tests.auth.component.world import World, authorize_path, hidden, query_of
from tests.auth.settings import ACCOUNTING_SECRET, ISSUER


def payload(token: str, part: int = 1) -> dict[str, Any]:
    text = token.split(".")[part]
    document: dict[str, Any] = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return document


async def test_a_stranger_signs_in_and_is_sent_back_with_a_code(world: World) -> None:
    await world.account()
    browser = world.browser()

    to_sign_in = await browser.get(authorize_path())
    page = await browser.get(to_sign_in.headers["location"])
    signed_in = await browser.sign_in("kesha@popug.inc", next=hidden(page.text, "next"))
    back = await browser.get(signed_in.headers["location"])

    assert "You will go on to Tasks." in page.text
    answer = query_of(back)
    assert back.headers["location"].startswith("http://localhost:8001/sign-in/callback?")
    assert answer["state"] == "a-state"
    assert answer["iss"] == ISSUER
    assert (await world.redeem(answer["code"])).status_code == 200


async def test_tokens_say_who_signed_in(world: World) -> None:
    browser = await world.signed_in()

    tokens = await world.tokens(browser)

    id_token, access_token = payload(tokens["id_token"]), payload(tokens["access_token"])
    assert payload(tokens["id_token"], 0)["alg"] == "ES256"
    assert payload(tokens["access_token"], 0)["typ"] == "at+jwt"
    assert id_token["aud"] == "tracker"
    assert id_token["nonce"] == "a-nonce"
    assert (id_token["name"], id_token["email"], id_token["role"]) == ("Kesha", "kesha@popug.inc", "worker")
    assert access_token["aud"] == "popug"
    assert access_token["sub"] == id_token["sub"]
    assert access_token["exp"] - access_token["iat"] == 600
    assert tokens["expires_in"] == 600


async def test_who_is_signed_in_goes_straight_back_to_every_client(world: World) -> None:
    browser = await world.signed_in()

    answer = await browser.get(
        authorize_path(client_id="accounting", redirect_uri="http://localhost:8002/sign-in/callback")
    )

    assert query_of(answer)["code"]


async def test_userinfo_tells_what_the_scopes_allow(world: World) -> None:
    browser = await world.signed_in()
    tokens = await world.tokens(browser, scope="openid email")

    answer = await world.call("GET", "/userinfo", tokens["access_token"])

    assert answer.json()["email"] == "kesha@popug.inc"
    assert "name" not in answer.json()


async def test_a_code_is_good_once_and_its_replay_ends_what_it_gave(world: World) -> None:
    code = await world.code(await world.signed_in())
    first = (await world.redeem(code)).json()

    replay = await world.redeem(code)

    assert (replay.status_code, replay.json()["error"]) == (400, "invalid_grant")
    assert (await world.refresh(first["refresh_token"])).json()["error"] == "invalid_grant"
    assert (await world.call("GET", "/userinfo", first["access_token"])).status_code == 401


async def test_a_replay_that_proves_nothing_ends_nothing(world: World) -> None:
    code = await world.code(await world.signed_in())
    first = (await world.redeem(code)).json()

    replay = await world.redeem(code, code_verifier="x" * 43)

    assert replay.status_code == 400
    assert (await world.refresh(first["refresh_token"])).status_code == 200


async def test_of_many_redemptions_at_once_one_wins(world: World) -> None:
    code = await world.code(await world.signed_in())

    answers = await asyncio.gather(*(world.redeem(code) for _ in range(20)))

    assert sorted(answer.status_code for answer in answers) == [200] + [400] * 19


async def test_a_code_is_stale_after_a_minute(world: World) -> None:
    code = await world.code(await world.signed_in())

    world.clock.advance(timedelta(seconds=60))

    assert (await world.redeem(code)).json()["error"] == "invalid_grant"


async def test_a_code_is_good_for_its_own_client_and_address_only(world: World) -> None:
    code = await world.code(await world.signed_in())
    form = {"grant_type": "authorization_code", "code": code, "code_verifier": VERIFIER}

    of_another = await world.token(
        {**form, "redirect_uri": "http://localhost:8001/sign-in/callback"}, ("accounting", ACCOUNTING_SECRET)
    )
    elsewhere = await world.redeem(code, redirect_uri="http://localhost:8001/sign-in/callback2")

    assert of_another.json()["error"] == "invalid_grant"
    assert elsewhere.json()["error"] == "invalid_grant"
    assert (await world.redeem(code)).status_code == 200


async def test_a_refresh_token_is_replaced_by_its_successor(world: World) -> None:
    tokens = await world.tokens(await world.signed_in())

    second = (await world.refresh(tokens["refresh_token"])).json()
    third = await world.refresh(second["refresh_token"])

    assert third.status_code == 200
    assert len({tokens["refresh_token"], second["refresh_token"], third.json()["refresh_token"]}) == 3


async def test_a_refresh_token_used_twice_ends_the_family(world: World) -> None:
    tokens = await world.tokens(await world.signed_in())
    second = (await world.refresh(tokens["refresh_token"])).json()
    world.clock.advance(timedelta(seconds=11))

    reuse = await world.refresh(tokens["refresh_token"])

    assert reuse.json()["error"] == "invalid_grant"
    assert (await world.refresh(second["refresh_token"])).json()["error"] == "invalid_grant"


async def test_two_refreshes_at_once_get_the_same_successor(world: World) -> None:
    tokens = await world.tokens(await world.signed_in())

    answers = await asyncio.gather(*(world.refresh(tokens["refresh_token"]) for _ in range(5)))

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["refresh_token"] for answer in answers}) == 1


async def test_within_the_grace_only_the_latest_ancestor_is_forgiven(world: World) -> None:
    tokens = await world.tokens(await world.signed_in())
    second = (await world.refresh(tokens["refresh_token"])).json()
    third = (await world.refresh(second["refresh_token"])).json()

    reuse = await world.refresh(tokens["refresh_token"])

    assert reuse.status_code == 400
    assert (await world.refresh(third["refresh_token"])).status_code == 400


async def test_a_refresh_narrows_the_scope_and_never_widens_it(world: World) -> None:
    tokens = await world.tokens(await world.signed_in(), scope="openid email")

    wider = await world.refresh(tokens["refresh_token"], scope="openid email profile")
    narrower = await world.refresh(tokens["refresh_token"], scope="openid")

    assert wider.json()["error"] == "invalid_scope"
    assert narrower.json()["scope"] == "openid"


async def test_a_refresh_token_is_good_for_its_own_client_only(world: World) -> None:
    tokens = await world.tokens(await world.signed_in())
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}

    stolen = await world.token(form, ("accounting", ACCOUNTING_SECRET))

    assert stolen.json()["error"] == "invalid_grant"
    assert (await world.refresh(tokens["refresh_token"])).status_code == 200


async def test_revoking_either_token_ends_both(world: World) -> None:
    browser = await world.signed_in()
    for kind in ("refresh_token", "access_token"):
        tokens = await world.tokens(browser)

        await world.call_as_client("/revoke", token=tokens[kind])

        assert (await world.refresh(tokens["refresh_token"])).status_code == 400
        assert (await world.call("GET", "/userinfo", tokens["access_token"])).status_code == 401


async def test_nobody_revokes_another_clients_token(world: World) -> None:
    tokens = await world.tokens(await world.signed_in())

    answer = await world.call_as_client(
        "/revoke", ("accounting", ACCOUNTING_SECRET), token=tokens["refresh_token"]
    )

    assert answer.status_code == 200
    assert (await world.refresh(tokens["refresh_token"])).status_code == 200
