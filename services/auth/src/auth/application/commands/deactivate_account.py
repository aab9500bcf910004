"""Deactivate an account: admins do, nobody their own, and one admin always remains."""

from dataclasses import dataclass

from auth.application.people_ports import AuditTrail
from auth.application.ports import Accounts
from auth.domain.act import Act, ActKind
from chassis.clock import Clock
from chassis.identifiers import AccountId
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class DeactivateAccount(Command[None]):
    account_id: AccountId
    by: AccountId


@dataclass(frozen=True, slots=True)
class DeactivateAccountHandler:
    accounts: Accounts
    audit: AuditTrail
    clock: Clock

    async def __call__(self, command: DeactivateAccount) -> None:
        another_admin_remains = await self.accounts.another_admin(command.account_id)
        (await self.accounts.get(command.by)).must_be_admin()
        account = await self.accounts.get(command.account_id)
        was_active = account.active
        account.deactivate(by=command.by, another_admin_remains=another_admin_remains, at=self.clock.now())
        await self.accounts.save(account)
        if account.active is not was_active:
            await self.audit.add(Act(ActKind.ACCOUNT_DEACTIVATED, account.account_id, command.by))
