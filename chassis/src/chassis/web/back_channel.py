"""Logout tokens: auth tells a service that a session has ended (OpenID Connect Back-Channel Logout 1.0)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import time
from typing import Any
from uuid import UUID

from joserfc.errors import JoseError

from chassis.identifiers import AccountId
from chassis.web.signed_token import read_signed
from chassis.web.signing_keys import SigningKeys
from chassis.web.tokens import InvalidToken

TOKEN_TYPES = ("logout+jwt", "application/logout+jwt")
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"


@dataclass(frozen=True, slots=True)
class Ended:
    """One session at the provider, or all of an account's when `provider_session` is None."""

    account_id: AccountId | None
    provider_session: str | None


class LogoutTokens:
    """Verifies logout tokens sent to one client."""

    def __init__(
        self, issuer: str, client_id: str, keys: SigningKeys, now: Callable[[], float] = time
    ) -> None:
        self._issuer = issuer
        self._client_id = client_id
        self._keys = keys
        self._now = now

    async def verify(self, token: str) -> Ended:
        """What has ended; raises `InvalidToken`, or `SignInUnavailable` while the keys cannot be fetched."""
        try:
            claims = await read_signed(
                token, TOKEN_TYPES, self._keys, issuer=self._issuer, audience=self._client_id, now=self._now()
            )
            return _ended(claims)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise InvalidToken(f"This logout token is not valid here: {error}") from error


def _ended(claims: Mapping[str, Any]) -> Ended:
    if (
        LOGOUT_EVENT not in claims["events"]
        or "nonce" in claims
        or "jti" not in claims
        or "iat" not in claims
    ):
        raise ValueError("it is no logout token")
    session = claims.get("sid")
    if isinstance(session, str):
        return Ended(None, session)
    return Ended(AccountId(UUID(claims["sub"])), None)
