"""Access tokens, genuine and forged."""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256
from json import dumps
from time import time
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from chassis.roles import Role
from chassis.web.tokens import TOKENS_REMEMBERED_MAX, InvalidToken
from tests.chassis.access.builders import KESHA
from tests.chassis.web.fake_auth import LIFETIME_SECONDS, PERSON, FakeAuth, a_key
from tests.chassis.web.support import AUTH
from tests.chassis.web.token_builders import Time, tokens_of

LONG_AGO, FAR_AHEAD = 1_000_000_000, 4_000_000_000


def encoded(part: Mapping[str, Any]) -> str:
    return urlsafe_b64encode(dumps(part).encode()).rstrip(b"=").decode()


def handmade(header: Mapping[str, Any], signature: bytes = b"") -> str:
    """A token with `header`, whatever it says, over the claims of a genuine one."""
    claims = {**PERSON, "iss": AUTH, "aud": "popug", "exp": int(time()) + 600}
    return f"{encoded(header)}.{encoded(claims)}.{urlsafe_b64encode(signature).rstrip(b'=').decode()}"


async def test_a_genuine_token_says_who_it_was_issued_to() -> None:
    auth, now = FakeAuth(), Time()

    claims = await tokens_of(auth, now).verify(auth.access_token())

    assert (claims.account_id, claims.name, claims.email, claims.role) == (
        KESHA,
        "Kesha",
        "kesha@popug.inc",
        Role.WORKER,
    )
    assert claims.expires_at <= now() + LIFETIME_SECONDS + 1


async def test_a_signature_is_checked_once_and_the_token_remembered_until_it_expires() -> None:
    auth, now = FakeAuth(), Time()
    tokens, token = tokens_of(auth, now), auth.access_token()
    first = await tokens.verify(token)
    auth.down = True
    auth.published = []

    assert await tokens.verify(token) is first
    now.seconds += LIFETIME_SECONDS + 10
    with pytest.raises(InvalidToken):
        await tokens.verify(token)


async def test_only_so_many_tokens_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chassis.web.tokens.TOKENS_REMEMBERED_MAX", 2)
    auth, now = FakeAuth(), Time()
    tokens = tokens_of(auth, now)
    issued = [auth.access_token() for _ in range(3)]
    first = [await tokens.verify(token) for token in issued]

    again = [await tokens.verify(token) for token in reversed(issued)]

    assert [one is other for one, other in zip(reversed(first), again, strict=True)] == [True, True, False]
    assert TOKENS_REMEMBERED_MAX >= 1000


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": LONG_AGO},
        {"exp": None},
        {"exp": "never"},
        {"exp": float("nan")},
        {"nbf": FAR_AHEAD},
        {"aud": "another"},
        {"aud": None},
        {"iss": "http://evil.test"},
        {"iss": None},
        {"sub": None},
        {"sub": "not an id"},
        {"sub": ""},
        {"role": "emperor"},
        {"role": None},
    ],
)
async def test_a_token_with_wrong_claims_is_refused(claims: dict[str, Any]) -> None:
    auth = FakeAuth()
    tokens = tokens_of(auth, Time())

    with pytest.raises(InvalidToken):
        await tokens.verify(auth.access_token(**claims))


async def test_a_clock_that_is_a_little_off_does_no_harm() -> None:
    auth = FakeAuth()
    tokens = tokens_of(auth, Time())

    assert (await tokens.verify(auth.access_token(nbf=int(time()) + 2))).account_id == KESHA


@pytest.mark.parametrize("typ", ["JWT", "logout+jwt", None, "", 5])
async def test_a_token_of_another_kind_is_refused(typ: object) -> None:
    auth = FakeAuth()
    tokens = tokens_of(auth, Time())
    header = {"alg": "ES256", "kid": auth.key.kid, "typ": typ}
    claims = {**PERSON, "iss": AUTH, "aud": "popug", "exp": int(time()) + 600}

    signing_input = f"{encoded(header)}.{encoded(claims)}"
    genuine = auth.access_token(header={"typ": typ} if isinstance(typ, str) else {"typ": "JWT"})

    with pytest.raises(InvalidToken):
        await tokens.verify(genuine)
    with pytest.raises(InvalidToken):
        await tokens.verify(f"{signing_input}.{genuine.rpartition('.')[2]}")


async def test_an_unsigned_token_is_refused() -> None:
    auth = FakeAuth()
    tokens = tokens_of(auth, Time())

    for algorithm in ("none", "None", "NONE", ""):
        with pytest.raises(InvalidToken):
            await tokens.verify(handmade({"alg": algorithm, "typ": "at+jwt", "kid": auth.key.kid}))


async def test_a_token_signed_with_the_public_key_as_a_shared_secret_is_refused() -> None:
    auth = FakeAuth()
    tokens = tokens_of(auth, Time())
    header = {"alg": "HS256", "typ": "at+jwt", "kid": auth.key.kid}
    for secret in (auth.key.as_pem(private=False), dumps(auth.key.as_dict(private=False)).encode()):
        signed = handmade(header).rpartition(".")[0]
        signature = hmac.new(secret, signed.encode(), sha256).digest()

        with pytest.raises(InvalidToken, match="algorithm"):
            await tokens.verify(handmade(header, signature))


async def test_a_token_signed_with_a_foreign_key_under_a_known_id_is_refused() -> None:
    auth = FakeAuth()
    tokens = tokens_of(auth, Time())

    with pytest.raises(InvalidToken):
        await tokens.verify(auth.access_token(key=a_key("key-1")))


@pytest.mark.parametrize("with_kid", [True, False])
async def test_a_key_that_the_token_brings_along_is_never_looked_at(with_kid: bool) -> None:
    auth, foreign = FakeAuth(), a_key("key-1")
    tokens = tokens_of(auth, Time())
    header: dict[str, Any] = {"jwk": foreign.as_dict(private=False)}
    if not with_kid:
        header["kid"] = "evil"

    with pytest.raises(InvalidToken):
        await tokens.verify(auth.access_token(key=foreign, header=header))


@pytest.mark.parametrize("name", ["jku", "x5u"])
async def test_an_address_of_keys_that_the_token_brings_along_is_never_fetched(name: str) -> None:
    auth, foreign = FakeAuth(), a_key("evil")
    tokens = tokens_of(auth, Time())

    with pytest.raises(InvalidToken):
        await tokens.verify(auth.access_token(key=foreign, header={name: "http://evil.test/keys"}))


async def test_a_token_signed_with_rsa_is_refused_even_if_such_a_key_were_published() -> None:
    auth, rsa = FakeAuth(), RSAKey.generate_key(2048, {"kid": "rsa"})
    auth.published = [auth.key, rsa]  # type: ignore[list-item]
    tokens = tokens_of(auth, Time())
    claims = {**PERSON, "iss": AUTH, "aud": "popug", "exp": int(time()) + 600}

    with pytest.raises(InvalidToken):
        await tokens.verify(jwt.encode({"alg": "RS256", "typ": "at+jwt", "kid": "rsa"}, claims, rsa))


async def test_an_id_token_is_no_access_token() -> None:
    auth = FakeAuth()
    tokens = tokens_of(auth, Time())

    with pytest.raises(InvalidToken, match="another kind"):
        await tokens.verify(auth.access_token(header={"typ": "JWT"}, aud="tracker"))


@pytest.mark.parametrize(
    "token", ["", "x", "a.b", "a.b.c", "....", "é.é.é", "a" * 100_000, "e30.e30.", "\x00.\x00.\x00"]
)
async def test_rubbish_is_refused(token: str) -> None:
    tokens = tokens_of(FakeAuth(), Time())

    with pytest.raises(InvalidToken):
        await tokens.verify(token)


async def test_a_tampered_token_is_refused() -> None:
    auth = FakeAuth()
    tokens = tokens_of(auth, Time())
    header, _, signature = auth.access_token().split(".")
    claims = encoded({**PERSON, "role": "admin", "iss": AUTH, "aud": "popug", "exp": int(time()) + 600})

    with pytest.raises(InvalidToken):
        await tokens.verify(f"{header}.{claims}.{signature}")


def test_the_forger_is_a_real_one() -> None:
    """The tests above mean something only if a genuine key makes the same construction valid."""
    auth = FakeAuth()
    token = auth.access_token()

    assert jwt.decode(token, ECKey.import_key(auth.key.as_dict(private=False)), algorithms=["ES256"]).claims
