"""Ensure that there is somebody to begin with: invite the first admin while there is none."""

from dataclasses import dataclass

from auth.application.links import Links, Reader
from auth.application.people_ports import AuditTrail
from auth.application.ports import Accounts
from auth.domain.account import Account
from auth.domain.act import Act, ActKind
from auth.domain.email import Email
from auth.domain.mailed_link import LetterKind, LinkKind
from chassis.clock import Clock
from chassis.identifiers import AccountId
from chassis.messages import Command
from chassis.roles import Role


@dataclass(frozen=True, slots=True)
class EnsureFirstAdmin(Command[str | None]):
    """Answers the invitation's token; None where there is an admin, or somebody with that e-mail, already."""

    account_id: AccountId
    name: str
    email: Email


@dataclass(frozen=True, slots=True)
class EnsureFirstAdminHandler:
    accounts: Accounts
    sending: Links
    audit: AuditTrail
    clock: Clock

    async def __call__(self, command: EnsureFirstAdmin) -> str | None:
        if await self.accounts.another_admin(command.account_id):
            return None
        if await self.accounts.with_email(command.email) is not None:
            return None
        account = Account.create(
            command.account_id,
            name=command.name,
            email=command.email,
            role=Role.ADMIN,
            locale="en",
            at=self.clock.now(),
        )
        await self.accounts.add(account)
        reader = Reader(account.email.address, account.name, account.locale, account.account_id)
        token = await self.sending.send(LinkKind.INVITATION, LetterKind.INVITATION, reader)
        await self.audit.add(
            Act(ActKind.ACCOUNT_CREATED, account.account_id, details={"role": account.role.value})
        )
        await self.audit.add(Act(ActKind.ACCOUNT_INVITED, account.account_id))
        return token
