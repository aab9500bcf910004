"""The keys that auth signs with, kept here and fetched again when an unknown one turns up."""

from asyncio import Lock
from collections.abc import Callable, Mapping
from math import inf
from time import monotonic
from typing import Any, Protocol

from joserfc.jwk import ECKey

from chassis.web.provider import SignInUnavailable

FRESH_SECONDS = 300.0
"""After this the set is fetched again, so that a withdrawn key stops counting."""

USABLE_SECONDS = 3600.0
"""How long the last set goes on counting while auth does not answer."""

FETCH_EVERY_SECONDS = 10.0
"""Whoever sends made-up key ids cannot make this service fetch more often."""

CURVE = "P-256"


class PublishesKeys(Protocol):
    """Where the keys come from."""

    async def published_keys(self) -> Mapping[str, Any]:
        """A JWK set; raises `SignInUnavailable`."""
        ...


class SigningKeys:
    """The provider's ES256 keys by key id."""

    def __init__(self, provider: PublishesKeys, now: Callable[[], float] = monotonic) -> None:
        self._provider = provider
        self._now = now
        self._keys: dict[str, ECKey] = {}
        self._fetched_at = -inf
        self._tried_at = -inf
        self._fetching = Lock()

    async def find(self, key_id: str) -> ECKey | None:
        """The key called `key_id`, or None; raises `SignInUnavailable` when no usable set is at hand."""
        known = key_id in self._keys
        if not known or self._age() >= FRESH_SECONDS:
            await self._refresh(key_id, wait=not known)
        if self._age() >= USABLE_SECONDS:
            raise SignInUnavailable("The sign-in service does not answer: try again in a moment.")
        return self._keys.get(key_id)

    async def _refresh(self, key_id: str, *, wait: bool) -> None:
        if self._fetching.locked() and not wait:
            return
        async with self._fetching:
            await self._fetch_if_due(key_id)

    async def _fetch_if_due(self, key_id: str) -> None:
        fetched_meanwhile = key_id in self._keys and self._age() < FRESH_SECONDS
        if fetched_meanwhile or self._now() - self._tried_at < FETCH_EVERY_SECONDS:
            return
        self._tried_at = self._now()
        try:
            document = await self._provider.published_keys()
        except SignInUnavailable:
            if self._age() >= USABLE_SECONDS:
                raise
            return
        self._keys = _keys_in(document)
        self._fetched_at = self._now()

    def _age(self) -> float:
        return self._now() - self._fetched_at


def _keys_in(document: Mapping[str, Any]) -> dict[str, ECKey]:
    jwks = document.get("keys", [])
    usable = [jwk for jwk in jwks if jwk.get("kty") == "EC" and jwk.get("crv") == CURVE and jwk.get("kid")]
    return {jwk["kid"]: ECKey.import_key(jwk) for jwk in usable if jwk.get("use", "sig") == "sig"}
