"""Enrol an account from the command line: whoever operates the installation needs nobody's leave."""

from dataclasses import dataclass

from auth.application.people_ports import AuditTrail
from auth.application.ports import Accounts, Passwords
from auth.domain.account import Account
from auth.domain.act import Act, ActKind
from auth.domain.email import Email
from chassis.clock import Clock
from chassis.identifiers import AccountId
from chassis.messages import Command
from chassis.roles import Role


@dataclass(frozen=True, slots=True)
class EnrolAccount(Command[AccountId]):
    account_id: AccountId
    name: str
    email: Email
    role: Role
    password_hash: str
    locale: str = "en"


@dataclass(frozen=True, slots=True)
class EnrolAccountHandler:
    accounts: Accounts
    passwords: Passwords
    audit: AuditTrail
    clock: Clock

    async def __call__(self, command: EnrolAccount) -> AccountId:
        now = self.clock.now()
        account = Account.create(
            command.account_id,
            name=command.name,
            email=command.email,
            role=command.role,
            locale=command.locale,
            at=now,
        )
        await self.accounts.add(account)
        await self.passwords.put(account.account_id, command.password_hash, now)
        details = {"role": account.role.value}
        await self.audit.add(Act(ActKind.ACCOUNT_CREATED, account.account_id, details=details))
        return account.account_id
