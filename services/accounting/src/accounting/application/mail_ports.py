"""What mailing payouts needs of the world outside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from accounting.domain.identifiers import AccountId, Cents
from accounting.domain.payout_mail import Payout


@dataclass(frozen=True, slots=True)
class DueMail:
    """A mail to be sent, and what it tells: the day's rewards and fees, in cents.

    Nobody else is given it before `taken_until`. `failures` is how often it was tried in vain, `resent` how
    often somebody had it sent once more.
    """

    payout: Payout
    name: str
    email: str
    locale: str
    earned: Cents
    charged: Cents
    failures: int
    taken_until: datetime
    resent: int = 0


class PayoutMails(Protocol):
    """The mails there are to be, one per payout."""

    async def queue(self, payouts: Sequence[Payout], at: datetime) -> None:
        """Have each payout mailed from `at` on; one that was queued before stays as it is."""
        ...

    async def resend(self, day: date, account_id: AccountId, at: datetime) -> bool:
        """Have a mail sent once more, or tried at once if it failed; False if there is none."""
        ...
