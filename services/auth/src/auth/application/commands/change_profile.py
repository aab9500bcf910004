"""Change one's own name and language."""

from dataclasses import dataclass

from auth.application.account_audit import tell_of_change
from auth.application.people_ports import AuditTrail
from auth.application.ports import Accounts
from chassis.identifiers import AccountId
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class ChangeProfile(Command[None]):
    account_id: AccountId
    name: str
    locale: str


@dataclass(frozen=True, slots=True)
class ChangeProfileHandler:
    accounts: Accounts
    audit: AuditTrail

    async def __call__(self, command: ChangeProfile) -> None:
        account = await self.accounts.get(command.account_id)
        before = account.state()
        account.change(name=command.name, locale=command.locale)
        await self.accounts.save(account)
        await tell_of_change(self.audit, before, account.state(), account.account_id)
