"""Confirm a registration by the link that came by mail: now there is an account."""

from dataclasses import dataclass

from auth.application.letter_ports import MailedLinks
from auth.application.people_ports import AuditTrail
from auth.application.ports import Accounts, Passwords
from auth.domain.account import Account
from auth.domain.act import Act, ActKind
from auth.domain.email import Email
from auth.domain.errors import LinkNotGood
from auth.domain.mailed_link import LinkKind
from auth.domain.secret import digest
from chassis.clock import Clock
from chassis.identifiers import AccountId
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class ConfirmRegistration(Command[None]):
    account_id: AccountId
    token: str


@dataclass(frozen=True, slots=True)
class ConfirmRegistrationHandler:
    accounts: Accounts
    passwords: Passwords
    links: MailedLinks
    audit: AuditTrail
    clock: Clock

    async def __call__(self, command: ConfirmRegistration) -> None:
        now = self.clock.now()
        link = await self.links.with_token(digest(command.token))
        if link is None or link.kind is not LinkKind.REGISTRATION or not link.is_good(now):
            raise LinkNotGood("This link is not good any more.")
        email = Email(link.email)
        if link.password_hash is None or await self.accounts.with_email(email) is not None:
            raise LinkNotGood("This link is not good any more.")
        account = Account.register(
            command.account_id, name=link.name, email=email, locale=link.locale, at=now
        )
        await self.accounts.add(account)
        await self.passwords.put(account.account_id, link.password_hash, now)
        await self.links.use(link.used(now))
        own_id = account.account_id
        await self.audit.add(Act(ActKind.ACCOUNT_REGISTERED, own_id, own_id))
