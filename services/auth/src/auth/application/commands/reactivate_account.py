"""Reactivate an account: admins do."""

from dataclasses import dataclass

from auth.application.people_ports import AuditTrail
from auth.application.ports import Accounts
from auth.domain.act import Act, ActKind
from chassis.identifiers import AccountId
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class ReactivateAccount(Command[None]):
    account_id: AccountId
    by: AccountId


@dataclass(frozen=True, slots=True)
class ReactivateAccountHandler:
    accounts: Accounts
    audit: AuditTrail

    async def __call__(self, command: ReactivateAccount) -> None:
        (await self.accounts.get(command.by)).must_be_admin()
        account = await self.accounts.get(command.account_id)
        was_active = account.active
        account.reactivate()
        await self.accounts.save(account)
        if account.active is not was_active:
            await self.audit.add(Act(ActKind.ACCOUNT_REACTIVATED, account.account_id, command.by))
