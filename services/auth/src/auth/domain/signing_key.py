"""Signing keys: announced before they sign, and published until the last token they signed is gone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from auth.domain.identifiers import KeyId

ANNOUNCED_AHEAD = timedelta(minutes=10)
"""Longer than anybody caches the published keys."""

TOKEN_LIFETIME_MAX = timedelta(hours=1)
"""No token signed here lives longer."""


class NoSigningKey(LookupError):
    """Nothing may sign yet: the first key is made when the service starts."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """`sealed` is the private key under the installation's key-encryption key; `public` is a JWK as JSON."""

    key_id: KeyId
    public: str
    sealed: bytes
    signs_from: datetime
    published_until: datetime | None = None

    def retired(self, successor_signs_from: datetime) -> "SigningKey":
        if self.published_until is not None:
            return self
        return replace(self, published_until=successor_signs_from + TOKEN_LIFETIME_MAX)


def published(keys: Sequence[SigningKey], at: datetime) -> list[SigningKey]:
    return [key for key in keys if key.published_until is None or at < key.published_until]


def signing(keys: Sequence[SigningKey], at: datetime) -> SigningKey:
    """The newest key whose time has come; the first one at once, whatever another replica's clock says."""
    known = published(keys, at)
    if not known:
        raise NoSigningKey("no signing key is in force yet")
    ready = [key for key in known if key.signs_from <= at]
    return max(ready or [min(known, key=_signs_from)], key=_signs_from)


def is_due(keys: Sequence[SigningKey], age_max: timedelta, at: datetime) -> bool:
    """Whether the newest key, the one to come included, has signed for as long as a key may."""
    known = published(keys, at)
    return bool(known) and at - max(known, key=_signs_from).signs_from >= age_max


def _signs_from(key: SigningKey) -> datetime:
    return key.signs_from
