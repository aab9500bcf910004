"""Makes the tokens a grant entitles to; signing needs no transaction."""

import hashlib
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from auth.application.granted import Granted
from auth.application.ports import Signer
from auth.domain.claims import ACCESS_TOKEN_LIFETIME, Occasion, access_token_claims, id_token_claims
from auth.domain.events import AccountState
from chassis.clock import Clock
from chassis.identifiers import new_id


@dataclass(frozen=True, slots=True)
class Tokens:
    signer: Signer
    clock: Clock
    issuer: str

    async def answer(self, granted: Granted) -> dict[str, Any]:
        """The token endpoint's successful answer (RFC 6749, section 5.1)."""
        access_token = await self.access_token(granted.account, granted.occasion)
        claims = id_token_claims(
            granted.account,
            granted.occasion,
            issuer=self.issuer,
            access_token_hash=half_hash(access_token),
            at=self.clock.now(),
        )
        return {
            "access_token": access_token,
            "token_type": "Bearer",
            "expires_in": int(ACCESS_TOKEN_LIFETIME.total_seconds()),
            "refresh_token": granted.refresh_token,
            "id_token": await self.signer.sign(claims, "JWT"),
            "scope": " ".join(granted.occasion.scopes),
        }

    async def exchanged(self, account: AccountState, occasion: Occasion, until: datetime) -> dict[str, Any]:
        """An access token alone, which lives no longer than what it was exchanged for (RFC 8693, 2.2.1)."""
        left_seconds = int((until - self.clock.now()).total_seconds())
        return {
            "access_token": await self.access_token(account, occasion, until),
            "token_type": "Bearer",
            "expires_in": min(left_seconds, int(ACCESS_TOKEN_LIFETIME.total_seconds())),
            "scope": " ".join(occasion.scopes),
        }

    async def access_token(
        self, account: AccountState, occasion: Occasion, until: datetime | None = None
    ) -> str:
        claims = access_token_claims(
            account, occasion, issuer=self.issuer, token_id=str(new_id()), at=self.clock.now(), until=until
        )
        return await self.signer.sign(claims, "at+jwt")


def half_hash(token: str) -> str:
    """`at_hash`: the left half of the SHA-256 (OpenID Connect Core, 3.1.3.6)."""
    return urlsafe_b64encode(hashlib.sha256(token.encode()).digest()[:16]).rstrip(b"=").decode()
