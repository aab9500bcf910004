"""Invite somebody to their account again, by a new link: an admin does."""

from dataclasses import dataclass

from auth.application.letter_ports import MailedLinks
from auth.application.links import Links, Reader
from auth.application.people_ports import AuditTrail
from auth.application.ports import Accounts
from auth.domain.act import Act, ActKind
from auth.domain.errors import AccountDeactivated
from auth.domain.mailed_link import LetterKind, LinkKind
from chassis.clock import Clock
from chassis.identifiers import AccountId
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class InviteAccount(Command[None]):
    account_id: AccountId
    by: AccountId


@dataclass(frozen=True, slots=True)
class InviteAccountHandler:
    accounts: Accounts
    links: MailedLinks
    sending: Links
    audit: AuditTrail
    clock: Clock

    async def __call__(self, command: InviteAccount) -> None:
        (await self.accounts.get(command.by)).must_be_admin()
        account = await self.accounts.get(command.account_id)
        if not account.active:
            raise AccountDeactivated("This account is deactivated.")
        await self.links.use_all_of(account.account_id, self.clock.now())
        reader = Reader(account.email.address, account.name, account.locale, account.account_id)
        _ = await self.sending.send(LinkKind.INVITATION, LetterKind.INVITATION, reader)
        await self.audit.add(Act(ActKind.ACCOUNT_INVITED, account.account_id, command.by))
