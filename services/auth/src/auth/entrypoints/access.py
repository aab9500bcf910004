"""What an access token of ours still stands for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from auth.application.account_view import AccountView
from auth.application.queries.account_list import AccountList
from auth.application.queries.personal_token_list import PersonalTokenList
from auth.application.queries.signed_in import SignedInAccounts
from auth.domain.identifiers import GrantId, PersonalTokenId
from chassis.identifiers import AccountId


@dataclass(frozen=True, slots=True)
class Access:
    """Looks up what a token stems from: a grant, a personal access token, or nothing one could revoke."""

    accounts: AccountList
    signed_in: SignedInAccounts
    personal_tokens: PersonalTokenList

    async def account_behind(self, claims: Mapping[str, Any]) -> AccountView | None:
        """The account the token was issued for, unless what it stems from was revoked."""
        if not await self._stands(claims):
            return None
        return await self.accounts.get(AccountId(UUID(claims["sub"])))

    async def _stands(self, claims: Mapping[str, Any]) -> bool:
        grant_id = grant_of(claims)
        if grant_id is not None:
            return await self.signed_in.grant_is_live(grant_id)
        if "personal_token_id" in claims:
            return await self.personal_tokens.exists(PersonalTokenId(UUID(claims["personal_token_id"])))
        return True


def grant_of(claims: Mapping[str, Any]) -> GrantId | None:
    return GrantId(UUID(claims["grant_id"])) if "grant_id" in claims else None
