"""Keys are announced, sign, and stay readable."""

from datetime import datetime, timedelta

import pytest

from auth.application.commands.ensure_signing_key import EnsureSigningKey
from auth.application.commands.rotate_signing_key import RotateSigningKey
from auth.domain.identifiers import KeyId
from auth.domain.signing_key import ANNOUNCED_AHEAD, TOKEN_LIFETIME_MAX, NoSigningKey, SigningKey
from auth.domain.signing_key import published as published_keys
from auth.domain.signing_key import signing as signing_key
from tests.auth.builders import NOW
from tests.auth.unit.memory_auth import MemoryAuth


def a_key(name: str, signs_from: datetime) -> SigningKey:
    return SigningKey(KeyId(name), "{}", b"", signs_from)


def test_a_key_does_not_sign_before_its_time() -> None:
    keys = [a_key("old", NOW), a_key("new", NOW + ANNOUNCED_AHEAD)]

    assert signing_key(keys, NOW).key_id == "old"
    assert signing_key(keys, NOW + ANNOUNCED_AHEAD).key_id == "new"


def test_the_first_key_signs_even_where_the_clock_is_a_little_behind() -> None:
    assert signing_key([a_key("first", NOW + timedelta(seconds=1))], NOW).key_id == "first"


def test_without_a_key_nothing_is_signed() -> None:
    with pytest.raises(NoSigningKey):
        signing_key([], NOW)


def test_a_retired_key_is_published_until_its_last_token_is_gone() -> None:
    key = a_key("old", NOW).retired(NOW + ANNOUNCED_AHEAD)
    last_moment = NOW + ANNOUNCED_AHEAD + TOKEN_LIFETIME_MAX

    assert published_keys([key], last_moment - timedelta(seconds=1)) == [key]
    assert published_keys([key], last_moment) == []


async def test_the_first_start_makes_one_key_however_often_it_happens() -> None:
    auth = MemoryAuth()

    for _ in range(3):
        await auth.mediator.handle_command(EnsureSigningKey())

    assert len(auth.store.signing_keys) == 1


async def test_tokens_outlive_the_rotation_of_their_key() -> None:
    auth = MemoryAuth()
    await auth.mediator.handle_command(EnsureSigningKey())
    before = await auth.an_access_token()
    await auth.mediator.handle_command(RotateSigningKey())
    announced = await auth.an_access_token()

    auth.clock.advance(ANNOUNCED_AHEAD - timedelta(minutes=1))
    old_key_signs = await auth.an_access_token()
    auth.clock.advance(timedelta(minutes=1))
    new_key_signs = await auth.an_access_token()

    ids = [auth.key_id_of(token) for token in (before, announced, old_key_signs, new_key_signs)]
    assert ids[0] == ids[1] == ids[2] != ids[3]
    assert await auth.ring.access_token(old_key_signs) is not None
    assert await auth.ring.access_token(new_key_signs) is not None
    assert len((await auth.ring.jwks())["keys"]) == 2


async def test_a_leaked_key_is_gone_at_once_with_its_tokens() -> None:
    auth = MemoryAuth()
    await auth.mediator.handle_command(EnsureSigningKey())
    leaked = await auth.an_access_token()

    await auth.mediator.handle_command(RotateSigningKey(at_once=True))
    auth.clock.advance(timedelta(seconds=30))

    assert await auth.ring.access_token(leaked) is None
    assert await auth.ring.access_token(await auth.an_access_token()) is not None
    assert len(auth.store.signing_keys) == 1


async def test_a_key_long_retired_is_gone() -> None:
    auth = MemoryAuth()
    await auth.mediator.handle_command(EnsureSigningKey())
    await auth.mediator.handle_command(RotateSigningKey())
    auth.clock.advance(timedelta(hours=2))

    await auth.mediator.handle_command(RotateSigningKey())

    assert len(auth.store.signing_keys) == 2
