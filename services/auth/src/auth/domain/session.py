"""A browser signed in at auth: one session, whichever of the dashboards it goes on to."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from auth.domain.identifiers import SessionId
from chassis.identifiers import AccountId

SEEN_EVERY = timedelta(minutes=1)
USER_AGENT_CHARACTERS_MAX = 200

PASSWORD = ("pwd",)
PASSKEY = ("hwk", "user")
"""How somebody was authenticated: values of the claim `amr` (RFC 8176, section 2)."""


@dataclass(frozen=True, slots=True)
class SessionLifetime:
    idle: timedelta = timedelta(hours=12)
    absolute: timedelta = timedelta(days=7)
    remembered_idle: timedelta = timedelta(days=14)
    remembered_absolute: timedelta = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Session:
    session_id: SessionId
    token_digest: bytes
    account_id: AccountId
    authenticated_at: datetime
    seen_at: datetime
    address: str
    user_agent: str
    methods: tuple[str, ...] = PASSWORD
    remembered: bool = False

    @classmethod
    def open(
        cls,
        session_id: SessionId,
        *,
        token_digest: bytes,
        account_id: AccountId,
        at: datetime,
        address: str,
        user_agent: str,
        methods: tuple[str, ...] = PASSWORD,
        remembered: bool = False,
    ) -> "Session":
        agent = "".join(c for c in user_agent if c.isprintable())[:USER_AGENT_CHARACTERS_MAX]
        return cls(session_id, token_digest, account_id, at, at, address, agent, methods, remembered)

    def is_live(self, at: datetime, lifetime: SessionLifetime) -> bool:
        idle = lifetime.remembered_idle if self.remembered else lifetime.idle
        absolute = lifetime.remembered_absolute if self.remembered else lifetime.absolute
        return at < min(self.seen_at + idle, self.authenticated_at + absolute)

    def is_due_to_be_seen(self, at: datetime) -> bool:
        """A page view is written down at most once a minute."""
        return at - self.seen_at >= SEEN_EVERY

    def seen(self, at: datetime) -> "Session":
        return replace(self, seen_at=max(self.seen_at, at))
