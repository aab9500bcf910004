"""Change one's password: every other session of the account ends, and all they granted."""

from dataclasses import dataclass

from auth.application.people_ports import AuditTrail
from auth.application.ports import Accounts, Grants, Passwords, Sessions
from auth.domain.act import Act, ActKind
from auth.domain.identifiers import SessionId
from chassis.clock import Clock
from chassis.identifiers import AccountId
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class ChangePassword(Command[None]):
    account_id: AccountId
    password_hash: str
    kept_session_id: SessionId | None


@dataclass(frozen=True, slots=True)
class ChangePasswordHandler:
    accounts: Accounts
    passwords: Passwords
    sessions: Sessions
    grants: Grants
    audit: AuditTrail
    clock: Clock

    async def __call__(self, command: ChangePassword) -> None:
        now = self.clock.now()
        account = await self.accounts.get(command.account_id)
        await self.passwords.put(account.account_id, command.password_hash, now)
        others = [
            session.session_id
            for session in await self.sessions.of_account(account.account_id)
            if session.session_id != command.kept_session_id
        ]
        await self.sessions.end(others)
        await self.grants.revoke_of_sessions(others, now)
        own_id = account.account_id
        await self.audit.add(Act(ActKind.PASSWORD_CHANGED, own_id, own_id))
