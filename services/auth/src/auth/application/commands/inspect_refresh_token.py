"""Inspect a refresh token: its own client may ask whether it is good still (RFC 7662, section 2.2)."""

from dataclasses import dataclass
from datetime import datetime

from auth.application.ports import Accounts, Grants
from auth.domain.identifiers import ClientId
from auth.domain.secret import digest
from chassis.clock import Clock
from chassis.identifiers import AccountId
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class LiveRefreshToken:
    account_id: AccountId
    scopes: tuple[str, ...]
    issued_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class InspectRefreshToken(Command[LiveRefreshToken | None]):
    """Answers None for a token that is unknown, another client's, or good no more."""

    client_id: ClientId
    refresh_token: str


@dataclass(frozen=True, slots=True)
class InspectRefreshTokenHandler:
    accounts: Accounts
    grants: Grants
    clock: Clock

    async def __call__(self, command: InspectRefreshToken) -> LiveRefreshToken | None:
        grant = await self.grants.with_refresh_token(digest(command.refresh_token))
        if grant is None or grant.presented is None or grant.client_id != command.client_id:
            return None
        expires_at = grant.presented_expires_at(self.clock.now())
        if expires_at is None or not (await self.accounts.get(grant.account_id)).active:
            return None
        return LiveRefreshToken(grant.account_id, grant.scopes, grant.presented.issued_at, expires_at)
