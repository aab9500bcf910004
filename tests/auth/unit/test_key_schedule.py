"""Signing keys are renewed when they have signed for long enough, and published until nobody needs them."""

from datetime import timedelta

import pytest

from auth.application.commands.ensure_signing_key import EnsureSigningKey
from auth.application.commands.rotate_signing_key import RotateSigningKey
from auth.domain.signing_key import ANNOUNCED_AHEAD, TOKEN_LIFETIME_MAX
from tests.auth.unit.memory_auth import MemoryAuth

MONTH = timedelta(days=30)
WHEN_DUE = RotateSigningKey(older_than=MONTH)


@pytest.fixture
def auth() -> MemoryAuth:
    return MemoryAuth()


async def published_now(auth: MemoryAuth) -> list[str]:
    auth.clock.advance(timedelta(minutes=1))
    return [key["kid"] for key in (await auth.ring.jwks())["keys"]]


async def test_a_young_key_stays(auth: MemoryAuth) -> None:
    await auth.mediator.handle_command(EnsureSigningKey())
    auth.clock.advance(MONTH - timedelta(seconds=1))

    assert await auth.mediator.handle_command(WHEN_DUE) is None
    assert len(auth.store.signing_keys) == 1


async def test_an_old_key_is_followed_once_however_many_look(auth: MemoryAuth) -> None:
    await auth.mediator.handle_command(EnsureSigningKey())
    auth.clock.advance(MONTH)

    answers = [await auth.mediator.handle_command(WHEN_DUE) for _ in range(3)]

    assert [answer is not None for answer in answers] == [True, False, False]
    assert len(await published_now(auth)) == 2


async def test_the_old_key_is_published_until_its_last_token_is_gone(auth: MemoryAuth) -> None:
    await auth.mediator.handle_command(EnsureSigningKey())
    (old,) = auth.store.signing_keys
    auth.clock.advance(MONTH)
    await auth.mediator.handle_command(WHEN_DUE)

    announced = await published_now(auth)
    auth.clock.advance(ANNOUNCED_AHEAD)
    last_signed_before = await auth.an_access_token()
    auth.clock.advance(TOKEN_LIFETIME_MAX - timedelta(minutes=5))
    still = await published_now(auth)
    auth.clock.advance(timedelta(minutes=5))
    after = await published_now(auth)

    assert old in announced
    assert old in still
    assert auth.key_id_of(last_signed_before) != old
    assert old not in after
    assert len(after) == 1


async def test_where_nothing_signs_yet_nothing_is_renewed(auth: MemoryAuth) -> None:
    assert await auth.mediator.handle_command(WHEN_DUE) is None
    assert not auth.store.signing_keys
