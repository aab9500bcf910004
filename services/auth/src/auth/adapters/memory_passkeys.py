"""In-memory twins of what keeps passkeys and their challenges."""

from collections.abc import Sequence
from datetime import datetime

from auth.adapters.memory import MemoryStore
from auth.domain.errors import PasskeyRefused
from auth.domain.identifiers import PasskeyId
from auth.domain.passkey import Passkey, PasskeyChallenge
from chassis.identifiers import AccountId


class MemoryPasskeys:
    """Serves the use cases and, as it keeps no transaction open, the list too."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def add(self, passkey: Passkey) -> None:
        if await self.with_credential(passkey.credential_id) is not None:
            raise PasskeyRefused("This passkey is known already.")
        self._store.passkeys[passkey.passkey_id] = passkey

    async def with_credential(self, credential_id: bytes) -> Passkey | None:
        passkeys = self._store.passkeys.values()
        return next((passkey for passkey in passkeys if passkey.credential_id == credential_id), None)

    async def of_account(self, account_id: AccountId) -> Sequence[Passkey]:
        own = [p for p in self._store.passkeys.values() if p.account_id == account_id]
        return sorted(own, key=lambda p: (p.created_at, p.passkey_id), reverse=True)

    async def save(self, passkey: Passkey) -> None:
        if passkey.passkey_id in self._store.passkeys:
            self._store.passkeys[passkey.passkey_id] = passkey

    async def remove(self, passkey_ids: Sequence[PasskeyId]) -> None:
        for passkey_id in passkey_ids:
            self._store.passkeys.pop(passkey_id, None)


class MemoryPasskeyChallenges:
    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def add(self, challenge: PasskeyChallenge, at: datetime) -> None:
        kept = self._store.challenges
        self._store.challenges = {digest: each for digest, each in kept.items() if at < each.expires_at}
        self._store.challenges[challenge.challenge_digest] = challenge

    async def take(self, challenge_digest: bytes, at: datetime) -> PasskeyChallenge | None:
        challenge = self._store.challenges.pop(challenge_digest, None)
        return challenge if challenge is not None and at < challenge.expires_at else None
