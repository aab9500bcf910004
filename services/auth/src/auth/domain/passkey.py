"""A passkey: a key that never leaves its owner's device and signs what is asked of it (WebAuthn level 3)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from auth.domain.errors import InvalidName
from auth.domain.identifiers import PasskeyId
from chassis.identifiers import AccountId

NAME_CHARACTERS_MAX = 100
PASSKEYS_PER_ACCOUNT_MAX = 20
CHALLENGE_LIFETIME = timedelta(minutes=5)
ENROLMENT_FRESHNESS = timedelta(minutes=30)
"""How recently somebody must have signed in to add another way in."""


@dataclass(frozen=True, slots=True)
class PasskeyChallenge:
    """What a device has to sign, once. With an account it is for adding a passkey, without for signing in."""

    challenge_digest: bytes
    account_id: AccountId | None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Passkey:
    passkey_id: PasskeyId
    account_id: AccountId
    credential_id: bytes
    public_key: bytes
    sign_count: int
    name: str
    transports: tuple[str, ...]
    created_at: datetime
    last_used_at: datetime | None = None

    def counts_on(self, sign_count: int) -> bool:
        """Whether the device's counter went forward; it stands at 0 for devices that do not count.

        A counter that goes back tells of a copy (WebAuthn, section 6.1.1).
        """
        return sign_count > self.sign_count or sign_count == self.sign_count == 0

    def used(self, sign_count: int, at: datetime) -> "Passkey":
        return replace(self, sign_count=sign_count, last_used_at=at)


def checked_passkey_name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > NAME_CHARACTERS_MAX or not name.isprintable():
        raise InvalidName(f"A name has 1 to {NAME_CHARACTERS_MAX} printable characters.")
    return name
