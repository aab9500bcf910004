"""Access tokens of the auth service: JWTs for services (RFC 9068), signed with ES256."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from time import time
from typing import Any
from uuid import UUID

from joserfc.errors import JoseError

from chassis.errors import ServiceError
from chassis.identifiers import AccountId
from chassis.roles import Role
from chassis.web.signed_token import read_signed
from chassis.web.signing_keys import SigningKeys

TOKEN_TYPES = ("at+jwt", "application/at+jwt")
AUDIENCE = "popug"
TOKENS_REMEMBERED_MAX = 10_000


class Unauthenticated(ServiceError):
    """The request carries no access token, or none that is valid here."""

    code = "unauthenticated"


class InvalidToken(Unauthenticated):
    """The token is not one that auth issued for this installation and that is valid now."""

    code = "invalid_token"


@dataclass(frozen=True, slots=True)
class Claims:
    """What a verified access token says; `expires_at` is in seconds since the epoch, UTC."""

    account_id: AccountId
    name: str
    email: str
    role: Role
    expires_at: int


class AccessTokens:
    """Verifies access tokens of one issuer; a signature is checked once and remembered until the token
    expires."""

    def __init__(
        self, issuer: str, keys: SigningKeys, audience: str = AUDIENCE, now: Callable[[], float] = time
    ) -> None:
        self._keys = keys
        self._now = now
        self._issuer = issuer
        self._audience = audience
        self._remembered: OrderedDict[bytes, Claims] = OrderedDict()

    async def verify(self, token: str) -> Claims:
        """The claims in `token`; raises `InvalidToken`, or `SignInUnavailable` while the keys cannot be
        fetched."""
        fingerprint = sha256(token.encode()).digest()
        claims = self._remembered.get(fingerprint)
        if claims is not None and claims.expires_at > self._now():
            return claims
        self._remembered.pop(fingerprint, None)
        claims = await self._verify(token)
        self._remember(fingerprint, claims)
        return claims

    async def _verify(self, token: str) -> Claims:
        try:
            claims = await read_signed(
                token, TOKEN_TYPES, self._keys, issuer=self._issuer, audience=self._audience, now=self._now()
            )
            return _claims_from(claims)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise InvalidToken(f"This access token is not valid here: {error}") from error

    def _remember(self, fingerprint: bytes, claims: Claims) -> None:
        self._remembered[fingerprint] = claims
        if len(self._remembered) > TOKENS_REMEMBERED_MAX:
            self._remembered.popitem(last=False)


def _claims_from(verified: Mapping[str, Any]) -> Claims:
    return Claims(
        account_id=AccountId(UUID(verified["sub"])),
        name=str(verified["name"]),
        email=str(verified["email"]),
        role=Role(verified["role"]),
        expires_at=int(verified["exp"]),
    )
