"""Ask for a new password, having forgotten the old one: a link by mail, if there is anybody to mail it to."""

from dataclasses import dataclass

from auth.application.letter_ports import MailedLinks
from auth.application.links import Links, Reader
from auth.application.people_ports import AuditTrail
from auth.application.ports import Accounts
from auth.domain.act import Act, ActKind
from auth.domain.email import Email
from auth.domain.mailed_link import ASKED_MAX, ASKED_WITHIN, LetterKind, LinkKind
from chassis.clock import Clock
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class AskForNewPassword(Command[None]):
    """Answers nothing, and does as much for an e-mail nobody has."""

    email: Email
    locale: str


@dataclass(frozen=True, slots=True)
class AskForNewPasswordHandler:
    accounts: Accounts
    links: MailedLinks
    sending: Links
    audit: AuditTrail
    clock: Clock

    async def __call__(self, command: AskForNewPassword) -> None:
        email = command.email.address
        if await self.links.asked_since(email, self.clock.now() - ASKED_WITHIN) >= ASKED_MAX:
            return
        account = await self.accounts.with_email(command.email)
        if account is not None and account.active:
            reader = Reader(email, account.name, account.locale, account.account_id)
            letter = LetterKind.FORGOTTEN
        else:
            reader, letter = Reader(email, "", command.locale), LetterKind.NOBODY
        _ = await self.sending.send(LinkKind.FORGOTTEN, letter, reader)
        await self.audit.add(Act(ActKind.PASSWORD_FORGOTTEN, reader.account_id))
