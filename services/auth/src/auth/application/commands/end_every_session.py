"""End all of somebody's sessions and what they granted: an admin does; the account stays as it is."""

from dataclasses import dataclass

from auth.application.people_ports import AuditTrail
from auth.application.ports import Accounts, Grants, Sessions
from auth.domain.act import Act, ActKind
from chassis.clock import Clock
from chassis.identifiers import AccountId
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class EndEverySession(Command[None]):
    account_id: AccountId
    by: AccountId


@dataclass(frozen=True, slots=True)
class EndEverySessionHandler:
    accounts: Accounts
    sessions: Sessions
    grants: Grants
    audit: AuditTrail
    clock: Clock

    async def __call__(self, command: EndEverySession) -> None:
        (await self.accounts.get(command.by)).must_be_admin()
        account = await self.accounts.get(command.account_id)
        sessions = [each.session_id for each in await self.sessions.of_account(account.account_id)]
        await self.sessions.end(sessions)
        await self.grants.revoke_of_account(account.account_id, self.clock.now())
        if sessions:
            details = {"sessions": str(len(sessions))}
            await self.audit.add(Act(ActKind.SESSION_ENDED, account.account_id, command.by, details))
