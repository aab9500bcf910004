"""Who a browser's session token belongs to, and the sessions of an account."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from auth.application.account_view import AccountView
from auth.domain.identifiers import GrantId
from auth.domain.session import Session
from chassis.identifiers import AccountId


@dataclass(frozen=True, slots=True)
class SignedIn:
    session: Session
    account: AccountView


class SignedInAccounts(Protocol):
    async def with_token(self, token_digest: bytes) -> SignedIn | None:
        """The session with its account, whether still live or not; None for an unknown token."""
        ...

    async def sessions_of(self, account_id: AccountId) -> Sequence[Session]:
        """Newest first, ended ones by lifetime included."""
        ...

    async def grant_is_live(self, grant_id: GrantId) -> bool:
        """Whether what an access token stems from has not been revoked."""
        ...
