"""Queue a mail for every payout: one, however often the payout is told of."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounting.application.mail_ports import PayoutMails
from accounting.domain.payout_mail import Payout
from chassis.clock import Clock
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class QueuePayoutMails(Command[None]):
    payouts: Sequence[Payout]


@dataclass(frozen=True, slots=True)
class QueuePayoutMailsHandler:
    mails: PayoutMails
    clock: Clock

    async def __call__(self, command: QueuePayoutMails) -> None:
        await self.mails.queue(command.payouts, self.clock.now())
