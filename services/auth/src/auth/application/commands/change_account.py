"""Change somebody's account: admins do, and one admin always remains."""

from dataclasses import dataclass

from auth.application.account_audit import tell_of_change
from auth.application.people_ports import AuditTrail
from auth.application.ports import Accounts
from auth.domain.email import Email
from chassis.identifiers import AccountId
from chassis.messages import Command
from chassis.roles import Role


@dataclass(frozen=True, slots=True)
class ChangeAccount(Command[None]):
    """What is None stays as it is."""

    account_id: AccountId
    by: AccountId
    name: str | None = None
    email: Email | None = None
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class ChangeAccountHandler:
    accounts: Accounts
    audit: AuditTrail

    async def __call__(self, command: ChangeAccount) -> None:
        another_admin_remains = await self.accounts.another_admin(command.account_id)
        (await self.accounts.get(command.by)).must_be_admin()
        account = await self.accounts.get(command.account_id)
        before = account.state()
        account.change(
            name=command.name,
            email=command.email,
            role=command.role,
            another_admin_remains=another_admin_remains,
        )
        await self.accounts.save(account)
        await tell_of_change(self.audit, before, account.state(), command.by)
