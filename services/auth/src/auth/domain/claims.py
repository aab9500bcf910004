"""What tokens say about an account (OpenID Connect Core, 5.4; RFC 9068)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from auth.domain.events import AccountState
from auth.domain.identifiers import ClientId, GrantId, PersonalTokenId, SessionId
from auth.domain.logout_notice import LogoutNotice
from auth.domain.session import PASSKEY, PASSWORD

AUDIENCE = "popug"
ACCESS_TOKEN_LIFETIME = timedelta(minutes=10)
ID_TOKEN_LIFETIME = timedelta(minutes=10)
LOGOUT_TOKEN_LIFETIME = timedelta(minutes=2)
LOGOUT_TOKEN_KIND = "logout+jwt"  # noqa: S105 - the name of a kind of token
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
CLAIMS = (
    *("sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "at_hash", "sid", "acr", "amr"),
    *("name", "email", "role", "locale"),
)
BY_PASSWORD = "1"  # noqa: S105 - a level of assurance
PHISHING_RESISTANT = "phr"
"""A passkey with user verification (OpenID Connect Extended Authentication Profile, section 2)."""

ACR_VALUES = (BY_PASSWORD, PHISHING_RESISTANT)


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a token stems from: a sign-in, or a personal access token, and then `methods` is None."""

    client_id: ClientId
    scopes: tuple[str, ...]
    authenticated_at: datetime
    session_id: SessionId | None = None
    grant_id: GrantId | None = None
    nonce: str | None = None
    methods: tuple[str, ...] | None = PASSWORD
    personal_token_id: PersonalTokenId | None = None

    @property
    def strength(self) -> str:
        """The claim `acr`."""
        return PHISHING_RESISTANT if set(PASSKEY) <= set(self.methods or ()) else BY_PASSWORD


def about(account: AccountState, scopes: Sequence[str]) -> dict[str, Any]:
    """What the scopes let a client know."""
    claims: dict[str, Any] = {"sub": str(account.account_id)}
    if "profile" in scopes:
        claims |= {"name": account.name, "role": account.role.value, "locale": account.locale}
    if "email" in scopes:
        claims |= {"email": account.email}
    return claims


def access_token_claims(
    account: AccountState,
    occasion: Occasion,
    *,
    issuer: str,
    token_id: str,
    at: datetime,
    until: datetime | None = None,
) -> dict[str, Any]:
    """`until` cuts the token's life short."""
    ends_at = min(at + ACCESS_TOKEN_LIFETIME, until or datetime.max.replace(tzinfo=UTC))
    claims = {
        "iss": issuer,
        "sub": str(account.account_id),
        "aud": AUDIENCE,
        "client_id": occasion.client_id,
        "iat": int(at.timestamp()),
        "exp": int(ends_at.timestamp()),
        "jti": token_id,
        **_authentication(occasion),
        "scope": " ".join(occasion.scopes),
        "name": account.name,
        "email": account.email,
        "role": account.role.value,
    }
    return claims | _origin(occasion)


def id_token_claims(
    account: AccountState, occasion: Occasion, *, issuer: str, access_token_hash: str, at: datetime
) -> dict[str, Any]:
    claims = {
        "iss": issuer,
        "aud": occasion.client_id,
        "iat": int(at.timestamp()),
        "exp": int((at + ID_TOKEN_LIFETIME).timestamp()),
        **_authentication(occasion),
        "at_hash": access_token_hash,
    }
    nonce = {} if occasion.nonce is None else {"nonce": occasion.nonce}
    session = {} if occasion.session_id is None else {"sid": str(occasion.session_id)}
    return claims | about(account, occasion.scopes) | nonce | session


def logout_token_claims(notice: LogoutNotice, *, issuer: str, token_id: str, at: datetime) -> dict[str, Any]:
    """OpenID Connect Back-Channel Logout 1.0, section 2.4."""
    return {
        "iss": issuer,
        "sub": str(notice.account_id),
        "aud": notice.client_id,
        "iat": int(at.timestamp()),
        "exp": int((at + LOGOUT_TOKEN_LIFETIME).timestamp()),
        "jti": token_id,
        "sid": str(notice.session_id),
        "events": {LOGOUT_EVENT: {}},
    }


def _authentication(occasion: Occasion) -> dict[str, Any]:
    if occasion.methods is None:
        return {}
    return {
        "auth_time": int(occasion.authenticated_at.timestamp()),
        "acr": occasion.strength,
        "amr": list(occasion.methods),
    }


def _origin(occasion: Occasion) -> dict[str, str]:
    origin = {
        "sid": occasion.session_id,
        "grant_id": occasion.grant_id,
        "personal_token_id": occasion.personal_token_id,
    }
    return {name: str(value) for name, value in origin.items() if value is not None}
