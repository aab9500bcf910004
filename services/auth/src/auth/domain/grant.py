"""A grant: what one sign-in allowed one client, from the code it got to the last refresh token."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from hmac import compare_digest

from auth.domain.events import GrantMisused
from auth.domain.identifiers import ClientId, GrantId, SessionId
from auth.domain.secret import s256
from auth.domain.session import PASSWORD
from chassis.identifiers import AccountId

CODE_LIFETIME = timedelta(seconds=60)
REFRESH_IDLE = timedelta(hours=12)
GRANT_LIFETIME = timedelta(days=7)
REUSE_GRACE = timedelta(seconds=10)
"""Two tabs refreshing at once are no theft: both get the same successor."""


class Refusal(StrEnum):
    """Why no tokens are given; the asker learns `invalid_grant` only."""

    UNKNOWN = "unknown"
    OTHER_CLIENT = "issued to another client"
    OTHER_REDIRECT = "issued for another address"
    WRONG_VERIFIER = "the verifier does not fit the challenge"
    EXPIRED = "expired"
    REVOKED = "revoked"
    WIDER_SCOPE = "more than was granted"
    USED_TWICE = "used twice"
    ACCOUNT_ENDED = "the account is deactivated"


@dataclass(slots=True)
class RefreshToken:
    token_digest: bytes
    generation: int
    issued_at: datetime
    rotated_at: datetime | None = None


@dataclass(slots=True)
class Grant:
    """`generation` is that of its newest refresh token, 0 before the code is redeemed."""

    grant_id: GrantId
    client_id: ClientId
    account_id: AccountId
    session_id: SessionId
    scopes: tuple[str, ...]
    nonce: str | None
    authenticated_at: datetime
    granted_at: datetime
    redirect_uri: str
    code_digest: bytes
    code_challenge: str
    methods: tuple[str, ...] = PASSWORD
    redeemed_at: datetime | None = None
    generation: int = 0
    revoked_at: datetime | None = None
    presented: RefreshToken | None = None
    _issued: list[RefreshToken] = field(default_factory=list)
    _events: list[GrantMisused] = field(default_factory=list)

    def redeem(
        self, *, client_id: ClientId, redirect_uri: str, verifier: str, refresh_digest: bytes, at: datetime
    ) -> Refusal | None:
        """Exchange the code, once.

        Only a replay that proves everything else ends the grant: otherwise whoever saw a code in a log could
        end somebody's session with it (OAuth 2.1, section 4.1.3).
        """
        refusal = self._refuse_code(client_id, redirect_uri, verifier, at)
        if refusal is Refusal.USED_TWICE:
            self._end_misused(at)
        if refusal is None:
            self.redeemed_at = at
            self._issue(refresh_digest, at)
        return refusal

    def refresh(
        self, *, client_id: ClientId, scopes: Sequence[str], successor_digest: bytes, at: datetime
    ) -> Refusal | None:
        """Exchange the presented refresh token for its successor; a second use ends the whole family."""
        token = self.presented
        if token is None:
            return Refusal.UNKNOWN
        refusal = self._refuse_refresh(token, client_id, at)
        if refusal is None and not set(scopes) <= set(self.scopes):
            return Refusal.WIDER_SCOPE
        if refusal is Refusal.USED_TWICE:
            self._end_misused(at)
        if refusal is None and token.rotated_at is None:
            token.rotated_at = at
            self._issue(successor_digest, at)
        return refusal

    def revoke(self, at: datetime) -> None:
        self.revoked_at = self.revoked_at or at

    def is_live(self, at: datetime) -> bool:
        return self.revoked_at is None and at < self.granted_at + GRANT_LIFETIME

    def presented_expires_at(self, at: datetime) -> datetime | None:
        """When the presented refresh token expires, if it is good at `at` and has no successor yet."""
        token = self.presented
        if token is None or token.rotated_at is not None or not self.is_live(at):
            return None
        expires_at = min(token.issued_at + REFRESH_IDLE, self.granted_at + GRANT_LIFETIME)
        return expires_at if at < expires_at else None

    def take_issued(self) -> list[RefreshToken]:
        """Hand over new refresh tokens; the repository calls this when it saves."""
        issued, self._issued = self._issued, []
        return issued

    def take_events(self) -> list[GrantMisused]:
        """Hand over what happened; the repository calls this when it saves."""
        events, self._events = self._events, []
        return events

    def _end_misused(self, at: datetime) -> None:
        if self.revoked_at is None:
            self._events.append(GrantMisused(self.grant_id, self.client_id, self.account_id, self.session_id))
        self.revoke(at)

    def _refuse_code(
        self, client_id: ClientId, redirect_uri: str, verifier: str, at: datetime
    ) -> Refusal | None:
        if client_id != self.client_id:
            return Refusal.OTHER_CLIENT
        if redirect_uri != self.redirect_uri:
            return Refusal.OTHER_REDIRECT
        if not fits(verifier, self.code_challenge):
            return Refusal.WRONG_VERIFIER
        if self.redeemed_at is not None:
            return Refusal.USED_TWICE
        if self.revoked_at is not None:
            return Refusal.REVOKED
        return Refusal.EXPIRED if at >= self.granted_at + CODE_LIFETIME else None

    def _refuse_refresh(self, token: RefreshToken, client_id: ClientId, at: datetime) -> Refusal | None:
        if client_id != self.client_id:
            return Refusal.OTHER_CLIENT
        if self.revoked_at is not None:
            return Refusal.REVOKED
        if not self.is_live(at) or at >= token.issued_at + REFRESH_IDLE:
            return Refusal.EXPIRED
        if token.rotated_at is None or self._within_grace(token, token.rotated_at, at):
            return None
        return Refusal.USED_TWICE

    def _within_grace(self, token: RefreshToken, rotated_at: datetime, at: datetime) -> bool:
        return token.generation == self.generation - 1 and at - rotated_at <= REUSE_GRACE

    def _issue(self, token_digest: bytes, at: datetime) -> None:
        self.generation += 1
        self._issued.append(RefreshToken(token_digest, self.generation, at))


def fits(verifier: str, challenge: str) -> bool:
    """RFC 7636: 43 to 128 unreserved characters whose SHA-256 is the challenge."""
    if not 43 <= len(verifier) <= 128 or not verifier.isascii():
        return False
    if not verifier.replace("-", "").replace(".", "").replace("_", "").replace("~", "").isalnum():
        return False
    return compare_digest(s256(verifier), challenge)
