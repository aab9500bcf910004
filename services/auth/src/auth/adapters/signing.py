"""Signs and reads back tokens: ES256 only, each kind of token by its own `typ`."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

from auth.adapters.vault import Vault
from auth.domain.claims import AUDIENCE
from auth.domain.identifiers import KeyId
from auth.domain.signing_key import SigningKey, published, signing
from chassis.clock import Clock

ALGORITHMS = ["ES256"]
KEYS_FRESH = timedelta(seconds=30)
TOKEN_CHARACTERS_MAX = 4096

LoadKeys = Callable[[], Awaitable[Sequence[SigningKey]]]


class EcKeyMaker:
    """Makes P-256 keys, named by their thumbprint (RFC 7638), the private part sealed."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def make(self, signs_from: datetime) -> SigningKey:
        key = ECKey.generate_key("P-256")
        key_id = KeyId(key.thumbprint())
        public = key.as_dict(private=False, kid=key_id, use="sig", alg="ES256")
        private = json.dumps(key.as_dict(private=True)).encode()
        return SigningKey(key_id, json.dumps(public), self._vault.seal(private, key_id), signs_from)


class KeyRing:
    """The keys as one process knows them, read again when older than `KEYS_FRESH`."""

    def __init__(self, load: LoadKeys, vault: Vault, clock: Clock, issuer: str) -> None:
        self._load = load
        self._vault = vault
        self._clock = clock
        self._issuer = issuer
        self._keys: Sequence[SigningKey] = ()
        self._read_at: datetime | None = None
        self._opened: dict[KeyId, ECKey] = {}

    async def sign(self, claims: Mapping[str, Any], kind: str) -> str:
        key = signing(await self._current(), self._clock.now())
        header = {"alg": "ES256", "typ": kind, "kid": key.key_id}
        return jwt.encode(header, dict(claims), self._open(key), algorithms=ALGORITHMS)

    async def jwks(self) -> dict[str, Any]:
        keys = published(await self._current(), self._clock.now())
        return {"keys": [json.loads(key.public) for key in keys]}

    async def access_token(self, token: str) -> Mapping[str, Any] | None:
        claims = await self._read(token, "at+jwt")
        if claims is None or claims.get("aud") != AUDIENCE:
            return None
        return claims if self._clock.now().timestamp() < claims["exp"] else None

    async def id_token_hint(self, token: str) -> Mapping[str, Any] | None:
        return await self._read(token, "JWT")

    async def _read(self, token: str, kind: str) -> Mapping[str, Any] | None:
        if len(token) > TOKEN_CHARACTERS_MAX:
            return None
        keys = KeySet([ECKey.import_key(public) for public in (await self.jwks())["keys"]])
        try:
            read = jwt.decode(token, keys, algorithms=ALGORITHMS)
        except (JoseError, ValueError):
            return None
        if read.header.get("typ") != kind or "kid" not in read.header:
            return None
        return read.claims if read.claims.get("iss") == self._issuer else None

    async def _current(self) -> Sequence[SigningKey]:
        now = self._clock.now()
        if not self._keys or self._read_at is None or abs(now - self._read_at) >= KEYS_FRESH:
            self._keys = await self._load()
            self._read_at = now
        return self._keys

    def _open(self, key: SigningKey) -> ECKey:
        if key.key_id not in self._opened:
            self._opened[key.key_id] = ECKey.import_key(json.loads(self._vault.open(key.sealed, key.key_id)))
        return self._opened[key.key_id]
