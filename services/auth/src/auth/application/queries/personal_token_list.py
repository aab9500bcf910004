"""The personal access tokens of an account, as its owner looks through them."""

from collections.abc import Sequence
from typing import Protocol

from auth.domain.identifiers import PersonalTokenId
from auth.domain.personal_token import PersonalToken
from chassis.identifiers import AccountId


class PersonalTokenList(Protocol):
    async def of_account(self, account_id: AccountId) -> Sequence[PersonalToken]:
        """Newest first, expired ones included."""
        ...

    async def exists(self, token_id: PersonalTokenId) -> bool:
        """Whether the token has not been revoked."""
        ...
