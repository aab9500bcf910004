"""A personal access token: lets a script of its owner's act as them, until it expires or is revoked."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from auth.domain.errors import InvalidTokenLifetime, InvalidTokenName
from auth.domain.identifiers import PersonalTokenId
from auth.domain.secret import digest
from chassis.identifiers import AccountId

PREFIX = "popug_pat_"
"""Lets scanners for leaked secrets recognise one."""

NAME_CHARACTERS_MAX = 100
DAYS_MAX = 365
TOKENS_PER_ACCOUNT_MAX = 50
USE_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class PersonalToken:
    """Only the digest of the token itself is kept."""

    token_id: PersonalTokenId
    account_id: AccountId
    name: str
    token_digest: bytes
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None = None

    @classmethod
    def make(
        cls,
        token_id: PersonalTokenId,
        account_id: AccountId,
        *,
        name: str,
        token: str,
        days: int,
        at: datetime,
    ) -> "PersonalToken":
        name = " ".join(name.split())
        if not name or len(name) > NAME_CHARACTERS_MAX or not name.isprintable():
            raise InvalidTokenName(f"A token's name has 1 to {NAME_CHARACTERS_MAX} printable characters.")
        if not 1 <= days <= DAYS_MAX:
            raise InvalidTokenLifetime(f"A token lives for 1 to {DAYS_MAX} days.")
        return cls(token_id, account_id, name, digest(token), at, at + timedelta(days=days))

    def is_live(self, at: datetime) -> bool:
        return at < self.expires_at

    def used(self, at: datetime) -> "PersonalToken":
        """A use is written down at most once a minute."""
        if self.last_used_at is not None and at - self.last_used_at < USE_NOTED_EVERY:
            return self
        return replace(self, last_used_at=at)
