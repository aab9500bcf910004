"""Register oneself: anybody may where the installation allows it, and is a worker then."""

from dataclasses import dataclass

from auth.application.people_ports import AuditTrail
from auth.application.ports import Accounts, Passwords
from auth.domain.account import Account
from auth.domain.act import Act, ActKind
from auth.domain.email import Email
from auth.domain.errors import RegistrationClosed
from chassis.clock import Clock
from chassis.identifiers import AccountId
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class RegisterAccount(Command[AccountId]):
    account_id: AccountId
    name: str
    email: Email
    password_hash: str
    locale: str


@dataclass(frozen=True, slots=True)
class RegisterAccountHandler:
    accounts: Accounts
    passwords: Passwords
    audit: AuditTrail
    clock: Clock
    open_to_anybody: bool

    async def __call__(self, command: RegisterAccount) -> AccountId:
        if not self.open_to_anybody:
            raise RegistrationClosed("Accounts are created by an admin here.")
        now = self.clock.now()
        account = Account.register(
            command.account_id, name=command.name, email=command.email, locale=command.locale, at=now
        )
        await self.accounts.add(account)
        await self.passwords.put(account.account_id, command.password_hash, now)
        own_id = account.account_id
        await self.audit.add(Act(ActKind.ACCOUNT_REGISTERED, own_id, own_id))
        return own_id
