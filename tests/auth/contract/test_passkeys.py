"""Passkeys and their challenges, whatever keeps them."""

from datetime import timedelta

import pytest

from auth.domain.errors import PasskeyRefused
from auth.domain.identifiers import PasskeyId
from auth.domain.passkey import Passkey, PasskeyChallenge
from auth.domain.secret import digest
from chassis.identifiers import AccountId, new_id
from tests.auth.builders import NOW, a_new_account
from tests.auth.contract.conftest import Adapters

SOON = NOW + timedelta(minutes=5)


def a_passkey(account_id: AccountId, credential_id: bytes, minutes: int = 0) -> Passkey:
    at = NOW + timedelta(minutes=minutes)
    return Passkey(PasskeyId(new_id()), account_id, credential_id, b"key", 0, "phone", ("usb",), at)


async def test_passkeys_are_listed_used_and_removed(adapters: Adapters) -> None:
    async with adapters.scope() as scope:
        account = a_new_account()
        await scope.accounts.add(account)
        old, new = a_passkey(account.account_id, b"old"), a_passkey(account.account_id, b"new", 1)
        gone = a_passkey(account.account_id, b"gone")
        for passkey in (old, new, gone):
            await scope.passkeys.add(passkey)
        used = new.used(7, NOW)
        await scope.passkeys.save(used)
        await scope.passkeys.remove([gone.passkey_id])

        assert await scope.passkeys.of_account(account.account_id) == [used, old]
        assert await scope.passkeys.with_credential(b"new") == used
        assert await scope.passkeys.with_credential(b"gone") is None


async def added_twice(adapters: Adapters) -> None:
    async with adapters.scope() as scope:
        account = a_new_account()
        await scope.accounts.add(account)
        await scope.passkeys.add(a_passkey(account.account_id, b"one"))
        await scope.passkeys.add(a_passkey(account.account_id, b"one"))


async def test_a_credential_is_kept_once(adapters: Adapters) -> None:
    with pytest.raises(PasskeyRefused):
        await added_twice(adapters)


async def test_a_challenge_is_taken_once_and_in_time(adapters: Adapters) -> None:
    async with adapters.scope() as scope:
        asked = PasskeyChallenge(digest("asked"), None, SOON)
        late = PasskeyChallenge(digest("late"), AccountId(new_id()), SOON)
        await scope.passkey_challenges.add(asked, NOW)
        await scope.passkey_challenges.add(late, NOW)

        assert await scope.passkey_challenges.take(digest("asked"), NOW) == asked
        assert await scope.passkey_challenges.take(digest("asked"), NOW) is None
        assert await scope.passkey_challenges.take(digest("late"), SOON) is None
        assert await scope.passkey_challenges.take(digest("never"), NOW) is None


async def test_expired_challenges_go_when_new_ones_come(adapters: Adapters) -> None:
    async with adapters.scope() as scope:
        await scope.passkey_challenges.add(PasskeyChallenge(digest("old"), None, SOON), NOW)
        new = PasskeyChallenge(digest("new"), None, SOON + timedelta(minutes=5))
        await scope.passkey_challenges.add(new, SOON)

        assert await scope.passkey_challenges.take(digest("old"), NOW) is None
        assert await scope.passkey_challenges.take(digest("new"), SOON) == new
