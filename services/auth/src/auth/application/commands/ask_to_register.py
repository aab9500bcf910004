"""Ask to be registered: what comes of it is told by mail only, so that nobody learns who is here already."""

from dataclasses import dataclass

from auth.application.letter_ports import MailedLinks
from auth.application.links import Links, Reader
from auth.application.ports import Accounts
from auth.domain.account import checked_locale, checked_name
from auth.domain.email import Email
from auth.domain.errors import RegistrationClosed
from auth.domain.mailed_link import ASKED_MAX, ASKED_WITHIN, LetterKind, LinkKind
from chassis.clock import Clock
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class AskToRegister(Command[None]):
    name: str
    email: Email
    password_hash: str
    locale: str


@dataclass(frozen=True, slots=True)
class AskToRegisterHandler:
    accounts: Accounts
    links: MailedLinks
    sending: Links
    clock: Clock
    open_to_anybody: bool

    async def __call__(self, command: AskToRegister) -> None:
        if not self.open_to_anybody:
            raise RegistrationClosed("Accounts are created by an admin here.")
        email = command.email.address
        reader = Reader(email, checked_name(command.name), checked_locale(command.locale))
        if await self.links.asked_since(email, self.clock.now() - ASKED_WITHIN) >= ASKED_MAX:
            return
        taken = await self.accounts.with_email(command.email) is not None
        letter = LetterKind.TAKEN if taken else LetterKind.REGISTRATION
        _ = await self.sending.send(LinkKind.REGISTRATION, letter, reader, command.password_hash)
