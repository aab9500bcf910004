"""What the use cases around passkeys need from the outside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from auth.domain.events import AccountState
from auth.domain.identifiers import PasskeyId
from auth.domain.passkey import Passkey, PasskeyChallenge
from chassis.identifiers import AccountId


class Passkeys(Protocol):
    async def add(self, passkey: Passkey) -> None:
        """Raises `PasskeyRefused` for a credential that is known already."""
        ...

    async def with_credential(self, credential_id: bytes) -> Passkey | None:
        """The passkey, held until the transaction ends."""
        ...

    async def of_account(self, account_id: AccountId) -> Sequence[Passkey]:
        """Newest first."""
        ...

    async def save(self, passkey: Passkey) -> None: ...

    async def remove(self, passkey_ids: Sequence[PasskeyId]) -> None: ...


class PasskeyChallenges(Protocol):
    async def add(self, challenge: PasskeyChallenge, at: datetime) -> None:
        """Keep it, and let go of some that nobody answered in time."""
        ...

    async def take(self, challenge_digest: bytes, at: datetime) -> PasskeyChallenge | None:
        """Remove and answer it, so that nobody answers it twice; None for one that is unknown or expired."""
        ...


class PasskeyList(Protocol):
    async def of_account(self, account_id: AccountId) -> Sequence[Passkey]:
        """Newest first."""
        ...


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a device's answer says before anything is proved."""

    credential_id: bytes
    challenge: str
    account_id: AccountId | None


@dataclass(frozen=True, slots=True)
class Credential:
    """A new credential whose signature, origin and challenge are right, its user verified."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: tuple[str, ...]


class Authenticators(Protocol):
    """Devices, as they speak through browsers: JSON in both directions."""

    def enrolment_options(self, account: AccountState, known: Sequence[Passkey], challenge: str) -> str: ...

    def sign_in_options(self, challenge: str) -> str: ...

    def claimed(self, answer: str) -> Claimed | None:
        """None for what cannot be read."""
        ...

    def enrolled(self, answer: str, challenge: str) -> Credential | None:
        """None for what does not prove itself."""
        ...

    def signed(self, answer: str, challenge: str, passkey: Passkey) -> int | None:
        """The device's counter; None for what does not prove itself."""
        ...
