"""What a redeemed code or a refreshed token entitles its client to."""

from dataclasses import dataclass, replace

from auth.domain.account import Account
from auth.domain.claims import Occasion
from auth.domain.events import AccountState
from auth.domain.grant import Grant


@dataclass(frozen=True, slots=True)
class Granted:
    account: AccountState
    occasion: Occasion
    refresh_token: str

    def narrowed_to(self, scopes: tuple[str, ...]) -> "Granted":
        return replace(self, occasion=replace(self.occasion, scopes=scopes))


def granted_by(grant: Grant, account: Account, refresh_token: str) -> Granted:
    occasion = Occasion(
        grant.client_id,
        grant.scopes,
        grant.authenticated_at,
        session_id=grant.session_id,
        grant_id=grant.grant_id,
        nonce=grant.nonce,
        methods=grant.methods,
    )
    return Granted(account.state(), occasion, refresh_token)
