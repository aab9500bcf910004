"""Refresh tokens: each is good once; a second use means it was stolen and ends the whole family."""

from dataclasses import dataclass

from auth.application.granted import Granted, granted_by
from auth.application.people_ports import AuditTrail
from auth.application.ports import Accounts, Grants, Secrets
from auth.domain.act import Act, ActKind
from auth.domain.grant import Refusal
from auth.domain.identifiers import ClientId
from auth.domain.secret import digest
from chassis.clock import Clock
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class RefreshTokens(Command[Granted | Refusal]):
    """`scopes` narrows the new access token; none given leaves it as granted."""

    client_id: ClientId
    refresh_token: str
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RefreshTokensHandler:
    accounts: Accounts
    grants: Grants
    audit: AuditTrail
    secrets: Secrets
    clock: Clock

    async def __call__(self, command: RefreshTokens) -> Granted | Refusal:
        grant = await self.grants.with_refresh_token(digest(command.refresh_token))
        if grant is None:
            return Refusal.UNKNOWN
        account = await self.accounts.get(grant.account_id)
        if not account.active:
            return Refusal.ACCOUNT_ENDED
        successor = self.secrets.successor_of(command.refresh_token)
        refusal = grant.refresh(
            client_id=command.client_id,
            scopes=command.scopes,
            successor_digest=digest(successor),
            at=self.clock.now(),
        )
        await self.grants.save(grant)
        if refusal is Refusal.USED_TWICE:
            details = {"client": grant.client_id}
            await self.audit.add(Act(ActKind.REFRESH_REUSED, account.account_id, details=details))
        if refusal is not None:
            return refusal
        granted = granted_by(grant, account, successor)
        return granted.narrowed_to(command.scopes) if command.scopes else granted
