"""What the use cases around people and their devices need from the outside."""

from collections.abc import Sequence
from typing import Protocol

from auth.domain.act import Act
from auth.domain.identifiers import PersonalTokenId
from auth.domain.personal_token import PersonalToken
from chassis.identifiers import AccountId


class AuditTrail(Protocol):
    async def add(self, act: Act) -> None:
        """Keep the act for good, with the time and the place; it is undone with its transaction only."""
        ...


class PersonalTokens(Protocol):
    async def add(self, token: PersonalToken) -> None: ...

    async def with_digest(self, token_digest: bytes) -> PersonalToken | None:
        """The token, expired or not."""
        ...

    async def of_account(self, account_id: AccountId) -> Sequence[PersonalToken]:
        """Newest first, expired ones included."""
        ...

    async def save(self, token: PersonalToken) -> None:
        """Keep when it was used last; a token revoked meanwhile stays revoked."""
        ...

    async def remove(self, token_ids: Sequence[PersonalTokenId]) -> None: ...
