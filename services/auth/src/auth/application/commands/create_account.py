"""Create an account: an admin does, with any role. Without a password its owner is invited to choose one."""

from dataclasses import dataclass

from auth.application.links import Links, Reader
from auth.application.people_ports import AuditTrail
from auth.application.ports import Accounts, Passwords
from auth.domain.account import Account
from auth.domain.act import Act, ActKind
from auth.domain.email import Email
from auth.domain.mailed_link import LetterKind, LinkKind
from chassis.clock import Clock
from chassis.identifiers import AccountId
from chassis.messages import Command
from chassis.roles import Role


@dataclass(frozen=True, slots=True)
class CreateAccount(Command[AccountId]):
    account_id: AccountId
    by: AccountId
    name: str
    email: Email
    role: Role
    locale: str = "en"
    password_hash: str | None = None


@dataclass(frozen=True, slots=True)
class CreateAccountHandler:
    accounts: Accounts
    passwords: Passwords
    sending: Links
    audit: AuditTrail
    clock: Clock

    async def __call__(self, command: CreateAccount) -> AccountId:
        (await self.accounts.get(command.by)).must_be_admin()
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
        if command.password_hash is not None:
            await self.passwords.put(account.account_id, command.password_hash, now)
        else:
            reader = Reader(account.email.address, account.name, account.locale, account.account_id)
            _ = await self.sending.send(LinkKind.INVITATION, LetterKind.INVITATION, reader)
        await self.audit.add(
            Act(ActKind.ACCOUNT_CREATED, account.account_id, command.by, {"role": account.role.value})
        )
        return account.account_id
