"""What an access token of ours still stands for."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from auth.application.account_view import AccountView
from auth.application.queries.account_list import AccountList
from auth.application.queries.signed_in import SignedInAccounts
from auth.domain.identifiers import GrantId
from chassis.identifiers import AccountId


async def account_behind(
    claims: Mapping[str, Any], accounts: AccountList, signed_in: SignedInAccounts
) -> AccountView | None:
    """The account the token was issued for, unless what it stems from was revoked."""
    grant_id = grant_of(claims)
    if grant_id is not None and not await signed_in.grant_is_live(grant_id):
        return None
    return await accounts.get(AccountId(UUID(claims["sub"])))


def grant_of(claims: Mapping[str, Any]) -> GrantId | None:
    return GrantId(UUID(claims["grant_id"])) if "grant_id" in claims else None
