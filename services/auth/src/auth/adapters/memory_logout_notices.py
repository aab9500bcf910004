"""In-memory twins of what keeps and passes on notices of ended sessions."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from auth.adapters.memory import MemoryStore
from auth.domain.events import EndedSession
from auth.domain.identifiers import ClientId
from auth.domain.logout_notice import LogoutNotice, repeated_at
from chassis.identifiers import AccountId


class MemoryLogoutNotices:
    """Serves the use cases and whoever delivers."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def add(self, ended: Sequence[EndedSession], clients: Collection[ClientId], at: datetime) -> None:
        session_ids = {session.session_id for session in ended}
        redeemed = [
            (grant.redeemed_at, grant)
            for grant in self._store.grants.values()
            if grant.session_id in session_ids and grant.client_id in clients and grant.redeemed_at
        ]
        for redeemed_at, grant in sorted(redeemed, key=lambda pair: pair[0], reverse=True):
            repeat_at = repeated_at(redeemed_at, at)
            notice = LogoutNotice(grant.session_id, grant.client_id, grant.account_id, at, 0, at, repeat_at)
            self._store.logout_notices.setdefault((grant.session_id, grant.client_id), notice)

    async def take(self, at: datetime, *, until: datetime, limit: int) -> Sequence[LogoutNotice]:
        notices = self._store.logout_notices.values()
        due = sorted((n for n in notices if n.taken_until <= at), key=lambda n: n.taken_until)[:limit]
        taken = [replace(notice, taken_until=until) for notice in due]
        self._store.logout_notices |= {(n.session_id, n.client_id): n for n in taken}
        return taken

    async def done(self, notice: LogoutNotice) -> None:
        if notice.repeat_at is None:
            await self.forget(notice)
        elif self._is_still_taken(notice):
            repeated = replace(notice, taken_until=notice.repeat_at, repeat_at=None)
            self._store.logout_notices[notice.session_id, notice.client_id] = repeated

    async def forget(self, notice: LogoutNotice) -> None:
        if self._is_still_taken(notice):
            del self._store.logout_notices[notice.session_id, notice.client_id]

    async def failed(self, notice: LogoutNotice, reason: str, again_at: datetime) -> None:
        if self._is_still_taken(notice):
            self._store.logout_notices[notice.session_id, notice.client_id] = replace(
                notice, failures=notice.failures + 1, taken_until=again_at
            )

    def _is_still_taken(self, notice: LogoutNotice) -> bool:
        return self._store.logout_notices.get((notice.session_id, notice.client_id)) == notice


class MemoryOpenPages:
    """Remembers whose pages were to look again."""

    def __init__(self) -> None:
        self.told: list[AccountId] = []

    def look_again(self, account_id: AccountId) -> None:
        self.told.append(account_id)
