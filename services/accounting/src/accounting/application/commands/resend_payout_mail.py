"""Send the mail about a payout again, or now rather than at its next try."""

from dataclasses import dataclass
from datetime import date

from accounting.application.mail_ports import PayoutMails
from accounting.domain.errors import MailNotFound
from accounting.domain.identifiers import AccountId
from chassis.clock import Clock
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class ResendPayoutMail(Command[None]):
    day: date
    account_id: AccountId


@dataclass(frozen=True, slots=True)
class ResendPayoutMailHandler:
    mails: PayoutMails
    clock: Clock

    async def __call__(self, command: ResendPayoutMail) -> None:
        if not await self.mails.resend(command.day, command.account_id, self.clock.now()):
            raise MailNotFound("No mail about that payout has been queued.")
