"""Redeem a code: once, by the client it was made for; a replay ends what the first use gave."""

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
class RedeemCode(Command[Granted | Refusal]):
    """A refusal is an answer, not an error: what it revoked has to stay revoked."""

    client_id: ClientId
    code: str
    redirect_uri: str
    verifier: str


@dataclass(frozen=True, slots=True)
class RedeemCodeHandler:
    accounts: Accounts
    grants: Grants
    audit: AuditTrail
    secrets: Secrets
    clock: Clock

    async def __call__(self, command: RedeemCode) -> Granted | Refusal:
        grant = await self.grants.with_code(digest(command.code))
        if grant is None:
            return Refusal.UNKNOWN
        account = await self.accounts.get(grant.account_id)
        if not account.active:
            return Refusal.ACCOUNT_ENDED
        refresh_token = self.secrets.draw()
        refusal = grant.redeem(
            client_id=command.client_id,
            redirect_uri=command.redirect_uri,
            verifier=command.verifier,
            refresh_digest=digest(refresh_token),
            at=self.clock.now(),
        )
        await self.grants.save(grant)
        if refusal is Refusal.USED_TWICE:
            details = {"client": grant.client_id}
            await self.audit.add(Act(ActKind.CODE_REPLAYED, account.account_id, details=details))
        return granted_by(grant, account, refresh_token) if refusal is None else refusal
