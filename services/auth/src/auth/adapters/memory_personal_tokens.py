"""In-memory twins of what keeps personal access tokens."""

from collections.abc import Sequence
from dataclasses import replace

from auth.adapters.memory import MemoryStore
from auth.domain.identifiers import PersonalTokenId
from auth.domain.personal_token import PersonalToken
from chassis.identifiers import AccountId


class MemoryPersonalTokens:
    """Serves the use cases and, as it keeps no transaction open, the list too."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def add(self, token: PersonalToken) -> None:
        self._store.personal_tokens[token.token_id] = token

    async def with_digest(self, token_digest: bytes) -> PersonalToken | None:
        tokens = self._store.personal_tokens.values()
        return next((token for token in tokens if token.token_digest == token_digest), None)

    async def of_account(self, account_id: AccountId) -> Sequence[PersonalToken]:
        own = [t for t in self._store.personal_tokens.values() if t.account_id == account_id]
        return sorted(own, key=lambda t: (t.created_at, t.token_id), reverse=True)

    async def save(self, token: PersonalToken) -> None:
        kept = self._store.personal_tokens.get(token.token_id)
        if kept is not None:
            self._store.personal_tokens[token.token_id] = replace(kept, last_used_at=token.last_used_at)

    async def remove(self, token_ids: Sequence[PersonalTokenId]) -> None:
        for token_id in token_ids:
            self._store.personal_tokens.pop(token_id, None)

    async def exists(self, token_id: PersonalTokenId) -> bool:
        return token_id in self._store.personal_tokens
