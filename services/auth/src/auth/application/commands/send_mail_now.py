"""Send a mail that rests after a failure at once: an admin does, once the cause is gone."""

from dataclasses import dataclass

from auth.application.letter_ports import OutgoingLetters
from auth.application.ports import Accounts
from auth.domain.errors import MailNotWaiting
from auth.domain.identifiers import LetterId
from chassis.clock import Clock
from chassis.identifiers import AccountId
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class SendMailNow(Command[None]):
    letter_id: LetterId
    by: AccountId


@dataclass(frozen=True, slots=True)
class SendMailNowHandler:
    accounts: Accounts
    letters: OutgoingLetters
    clock: Clock

    async def __call__(self, command: SendMailNow) -> None:
        (await self.accounts.get(command.by)).must_be_admin()
        if not await self.letters.hasten(command.letter_id, self.clock.now()):
            raise MailNotWaiting("This mail does not wait any more.")
