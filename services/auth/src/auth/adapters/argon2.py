"""Passwords through argon2id, in a few threads of their own: each hash is slow and hungry on purpose.

What hashing took is kept from one hash to the next, which spares a third of the work, and given back when
nobody has come for a while.
"""

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from pwdlib.hashers.argon2 import Argon2Hasher

from auth.adapters.heap import trim_heap
from auth.domain.errors import TooManySignInAttempts

WAITING_MAX = 200
BUSY_SECONDS = 5
REST_SECONDS = 5.0

T = TypeVar("T")


class Argon2Passwords:
    """Hashes with the given cost; at most `threads` at once, at most `WAITING_MAX` in the queue."""

    def __init__(
        self,
        *,
        passes: int,
        memory_kib: int,
        lanes: int,
        threads: int,
        rest_seconds: float = REST_SECONDS,
        give_back: Callable[[], None] = trim_heap,
    ) -> None:
        self._argon2 = Argon2Hasher(time_cost=passes, memory_cost=memory_kib, parallelism=lanes)
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="argon2")
        self._waiting = 0
        self._rest_seconds = rest_seconds
        self._give_back = give_back
        self._resting: asyncio.TimerHandle | None = None
        self._decoy = self._argon2.hash(secrets.token_urlsafe())

    async def hash(self, password: str) -> str:
        return await self._aside(self._hash, password)

    async def fits(self, password: str, password_hash: str | None) -> bool:
        fits = await self._aside(self._verify, password, password_hash or self._decoy)
        return fits and password_hash is not None

    def is_outdated(self, password_hash: str) -> bool:
        return self._argon2.check_needs_rehash(password_hash)

    def close(self) -> None:
        if self._resting is not None:
            self._resting.cancel()
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _aside(self, work: Callable[..., T], *arguments: str) -> T:
        if self._waiting >= WAITING_MAX:
            raise TooManySignInAttempts(BUSY_SECONDS)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)
        finally:
            self._waiting -= 1
            self._rest()

    def _rest(self) -> None:
        if self._resting is not None:
            self._resting.cancel()
        self._resting = asyncio.get_running_loop().call_later(self._rest_seconds, self._give_back)

    def _hash(self, password: str) -> str:
        return self._argon2.hash(password)

    def _verify(self, password: str, password_hash: str) -> bool:
        return self._argon2.verify(password, password_hash)
