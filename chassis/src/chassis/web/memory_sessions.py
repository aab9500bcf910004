"""Sessions in memory, for tests and tools; passes the same contract tests as the PostgreSQL adapter."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from chassis.identifiers import AccountId
from chassis.web.sessions import WebSession


class MemorySessions:
    """Keeps sessions in a dictionary; `deactivate` stands in for the replica of the accounts."""

    def __init__(self) -> None:
        self._sessions: dict[bytes, WebSession] = {}
        self._deactivated: dict[AccountId, datetime] = {}

    def deactivate(self, account_id: AccountId, at: datetime) -> None:
        """The account ended at `at`."""
        self._deactivated[account_id] = at

    async def open(self, session: WebSession) -> None:
        """Keep a new session, and forget those that are over."""
        live = [each for each in self._sessions.values() if each.is_live(session.created_at)]
        self._sessions = {each.digest: each for each in [*live, session]}

    async def find(self, digest: bytes) -> WebSession | None:
        """The session; None when there is none or the account was deactivated since it was opened."""
        session = self._sessions.get(digest)
        if session is None:
            return None
        deactivated_at = self._deactivated.get(session.account_id)
        return session if deactivated_at is None or session.created_at > deactivated_at else None

    async def see(self, digest: bytes, at: datetime) -> None:
        """Note activity at `at`."""
        session = self._sessions.get(digest)
        if session is not None:
            self._sessions[digest] = replace(session, seen_at=max(session.seen_at, at))

    async def end(self, digest: bytes) -> None:
        """Forget a session."""
        self._sessions.pop(digest, None)

    async def end_all(
        self, account_id: AccountId | None, provider_session: str | None
    ) -> Collection[AccountId]:
        """Forget the sessions of an account, or those that one session at the provider opened; whose they
        were."""
        ended = [
            session
            for session in self._sessions.values()
            if session.account_id == account_id
            or (provider_session is not None and session.provider_session == provider_session)
        ]
        for session in ended:
            del self._sessions[session.digest]
        return {session.account_id for session in ended}
