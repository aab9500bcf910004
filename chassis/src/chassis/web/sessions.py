"""Signed-in browsers: one row a session, kept by the digest of an id that only the browser knows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Protocol

from chassis.identifiers import AccountId
from chassis.roles import Role
from chassis.visitor import Visitor

IDLE = timedelta(hours=12)
ABSOLUTE = timedelta(days=7)
SEEN_EVERY = timedelta(minutes=1)
ID_BYTES = 32


@dataclass(frozen=True, slots=True)
class WebSession:
    """One signed-in browser. Name, e-mail and role are as the ID token told them, for an account not yet
    heard of."""

    digest: bytes
    account_id: AccountId
    name: str
    email: str
    role: Role
    provider_session: str | None
    id_token: str
    created_at: datetime
    seen_at: datetime

    def visitor(self) -> Visitor:
        """The visitor as they signed in."""
        return Visitor(self.account_id, self.name, self.email, self.role)

    def is_live(self, at: datetime) -> bool:
        """Whether the session still counts at `at`."""
        return at < min(self.seen_at + IDLE, self.created_at + ABSOLUTE)

    def is_due_to_be_seen(self, at: datetime) -> bool:
        """Activity is written down at most once in `SEEN_EVERY`."""
        return at - self.seen_at >= SEEN_EVERY


class Sessions(Protocol):
    """Where sessions are kept."""

    async def open(self, session: WebSession) -> None:
        """Keep a new session, and forget some that are over."""
        ...

    async def find(self, digest: bytes) -> WebSession | None:
        """The session, live or not; None when there is none or the account was deactivated since it was
        opened."""
        ...

    async def see(self, digest: bytes, at: datetime) -> None:
        """Note activity at `at`."""
        ...

    async def end(self, digest: bytes) -> None:
        """Forget a session; one that is not there is no error."""
        ...

    async def end_all(
        self, account_id: AccountId | None, provider_session: str | None
    ) -> Collection[AccountId]:
        """Forget the sessions of an account, or those that one session at the provider opened; whose they
        were."""
        ...


def new_session_id() -> str:
    """256 random bits, URL-safe."""
    return token_urlsafe(ID_BYTES)


def digest_of(session_id: str) -> bytes:
    """SHA-256 of a session id: all that is stored of it."""
    return sha256(session_id.encode()).digest()
