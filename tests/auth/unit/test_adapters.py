"""Sealing, drawing and hashing."""

import asyncio
import ctypes
import platform

import pytest
from cryptography.exceptions import InvalidTag

from auth.adapters.argon2 import WAITING_MAX, Argon2Passwords
from auth.adapters.heap import trim_heap
from auth.adapters.vault import DrawnSecrets, Vault
from auth.domain.errors import TooManySignInAttempts
from tests.auth.settings import KEY_ENCRYPTION_KEY
from tests.eventually import eventually


def cheap() -> Argon2Passwords:
    return Argon2Passwords(passes=1, memory_kib=8, lanes=1, threads=1)


def test_what_is_sealed_opens_under_its_own_name_and_key_only() -> None:
    sealed = Vault(KEY_ENCRYPTION_KEY).seal(b"private", "key-1")

    assert b"private" not in sealed
    assert Vault(KEY_ENCRYPTION_KEY).open(sealed, "key-1") == b"private"
    with pytest.raises(InvalidTag):
        Vault(KEY_ENCRYPTION_KEY).open(sealed, "key-2")
    with pytest.raises(InvalidTag):
        Vault("another key-encryption key of enough length").open(sealed, "key-1")


def test_a_successor_is_always_the_same_and_nobody_elses() -> None:
    secrets = DrawnSecrets(KEY_ENCRYPTION_KEY)
    token = secrets.draw()

    assert secrets.successor_of(token) == DrawnSecrets(KEY_ENCRYPTION_KEY).successor_of(token)
    assert secrets.successor_of(token) != DrawnSecrets("x" * 40).successor_of(token)
    assert len({secrets.draw() for _ in range(1000)}) == 1000


async def test_a_password_fits_its_own_hash_only() -> None:
    passwords = cheap()
    password_hash = await passwords.hash("a good parrot")

    assert password_hash.startswith("$argon2id$")
    assert await passwords.fits("a good parrot", password_hash)
    assert not await passwords.fits("a bad parrot", password_hash)
    assert not await passwords.fits("a good parrot", None)


class CountingPasswords(Argon2Passwords):
    """Counts how often it does the slow part."""

    verified = 0

    def _verify(self, password: str, password_hash: str) -> bool:
        self.verified += 1
        return super()._verify(password, password_hash)


async def test_nobody_costs_as_much_as_somebody() -> None:
    passwords = CountingPasswords(passes=1, memory_kib=8, lanes=1, threads=1)
    password_hash = await passwords.hash("a good parrot")

    await passwords.fits("a bad parrot", password_hash)
    await passwords.fits("a bad parrot", None)

    assert passwords.verified == 2


async def test_more_than_the_queue_holds_is_sent_away() -> None:
    passwords = cheap()

    answers = await asyncio.gather(
        *(passwords.hash("a good parrot") for _ in range(WAITING_MAX + 10)), return_exceptions=True
    )

    assert sum(isinstance(answer, TooManySignInAttempts) for answer in answers) == 10
    assert await passwords.hash("afterwards")


async def test_what_hashing_took_is_given_back_once_nobody_comes_any_more() -> None:
    given_back: list[int] = []
    passwords = Argon2Passwords(
        passes=1,
        memory_kib=8,
        lanes=1,
        threads=1,
        rest_seconds=0.1,
        give_back=lambda: given_back.append(len(hashed)),
    )
    hashed = [await passwords.hash(password) for password in ("one", "two", "three")]

    await eventually(lambda: given_back, within_seconds=5)

    assert given_back == [3]


async def test_nothing_is_given_back_after_the_end() -> None:
    given_back: list[bool] = []
    passwords = Argon2Passwords(
        passes=1,
        memory_kib=8,
        lanes=1,
        threads=1,
        rest_seconds=0,
        give_back=lambda: given_back.append(True),
    )
    await passwords.hash("one")

    passwords.close()
    after = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(asyncio.get_running_loop().call_soon, after.set_result, None)
    await after

    assert given_back == []


def test_the_heap_can_be_trimmed_here() -> None:
    trim_heap()

    assert hasattr(ctypes.CDLL(None), "malloc_trim") == (platform.libc_ver()[0] == "glibc")
