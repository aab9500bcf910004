"""In-memory twin of what sweeps out what ended long ago."""

from datetime import datetime

from auth.adapters.memory import MemoryStore


class MemoryRemains:
    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def purge(self, before: datetime, rows_max: int) -> int:
        store = self._store
        grants = [g.grant_id for g in store.grants.values() if g.granted_at < before][:rows_max]
        sessions = [s.session_id for s in store.sessions.values() if s.seen_at < before][:rows_max]
        attempts = [a.subject for a in store.attempts.values() if a.last_at and a.last_at < before][:rows_max]
        tokens = [t.token_id for t in store.personal_tokens.values() if t.expires_at < before][:rows_max]
        store.refresh_tokens = {k: v for k, v in store.refresh_tokens.items() if v[0] not in grants}
        for grant_id in grants:
            del store.grants[grant_id]
        for session_id in sessions:
            del store.sessions[session_id]
        for subject in attempts:
            del store.attempts[subject]
        for token_id in tokens:
            del store.personal_tokens[token_id]
        return len(grants) + len(sessions) + len(attempts) + len(tokens)
