"""Tokens that were not signed here, or not as an access token."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from auth.domain.claims import Occasion
from auth.domain.identifiers import ClientId
from tests.auth.component.world import World


def encoded(part: dict[str, Any]) -> str:
    return urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def decoded(part: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return document


async def refused(world: World, token: str) -> bool:
    answers = [await world.call("GET", path, token) for path in ("/api/v1/me", "/userinfo")]
    return [answer.status_code for answer in answers] == [401, 401]


async def test_a_token_of_ours_is_accepted(world: World) -> None:
    token = (await world.tokens(await world.signed_in()))["access_token"]

    assert not await refused(world, token)


@pytest.mark.parametrize("algorithm", ["none", "HS256", "RS256"])
async def test_another_algorithm_is_no_signature(world: World, algorithm: str) -> None:
    header, claims, signature = (await world.tokens(await world.signed_in()))["access_token"].split(".")
    forged = encoded({**decoded(header), "alg": algorithm})

    assert await refused(world, f"{forged}.{claims}.{signature}")
    assert await refused(world, f"{forged}.{claims}.")


async def test_the_public_key_is_no_shared_secret(world: World) -> None:
    token = (await world.tokens(await world.signed_in()))["access_token"]
    header, claims, _ = token.split(".")
    async with world.http() as http:
        jwk = (await http.get("/jwks")).json()["keys"][0]
    secret = OctKey.import_key(json.dumps(jwk).encode().ljust(64))

    forged = jwt.encode({**decoded(header), "alg": "HS256"}, decoded(claims), secret, algorithms=["HS256"])

    assert await refused(world, forged)


@pytest.mark.parametrize("where", ["jwk", "jku", "kid"])
async def test_a_key_the_token_brings_along_is_not_used(world: World, where: str) -> None:
    header, claims, _ = (await world.tokens(await world.signed_in()))["access_token"].split(".")
    own = ECKey.generate_key("P-256")
    all_brought: dict[str, Any] = {
        "jwk": own.as_dict(private=False),
        "jku": "http://evil.example/jwks",
        "kid": own.thumbprint(),
    }
    brought = {where: all_brought[where]}

    forged = jwt.encode({**decoded(header), **brought}, decoded(claims), own, algorithms=["ES256"])

    assert await refused(world, forged)


async def test_changed_claims_break_the_signature(world: World) -> None:
    header, claims, signature = (await world.tokens(await world.signed_in()))["access_token"].split(".")

    forged = encoded({**decoded(claims), "role": "admin"})

    assert await refused(world, f"{header}.{forged}.{signature}")


async def test_an_expired_token_is_refused(world: World) -> None:
    token = (await world.tokens(await world.signed_in()))["access_token"]

    world.clock.advance(timedelta(minutes=10))

    assert await refused(world, token)


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "." * 5000, "é.é.é"])
async def test_nonsense_is_refused(world: World, token: str) -> None:
    async with world.http() as http:
        answer = await http.get("/userinfo", headers={b"Authorization": f"Bearer {token}".encode()})

    assert answer.status_code == 401


@pytest.mark.parametrize("change", [{"iss": "http://evil.example"}, {"aud": "tracker"}])
async def test_another_issuer_or_audience_is_refused(world: World, change: dict[str, str]) -> None:
    token = (await world.tokens(await world.signed_in()))["access_token"]
    claims = decoded(token.split(".")[1])

    forged = await world.desk.tokens.signer.sign({**claims, **change}, "at+jwt")

    assert await refused(world, forged)


async def test_a_token_made_without_a_sign_in_is_accepted(world: World) -> None:
    account = await world.desk.accounts.get(await world.account())
    assert account is not None
    occasion = Occasion(ClientId("command-line"), ("openid",), world.clock.now())

    token = await world.desk.tokens.access_token(account.state(), occasion)

    assert not await refused(world, token)
