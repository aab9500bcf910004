"""What there is to see of business days: what top management earned, how far closing is, who was paid out."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from accounting.domain.business_day import DayState
from accounting.domain.identifiers import AccountId
from accounting.domain.payout_mail import MailState


@dataclass(frozen=True, slots=True)
class DayView:
    """What was booked on a day, in cents; `employees_paid` is how many were paid out."""

    day: date
    state: DayState
    fees: int
    rewards: int
    payouts: int
    employees_paid: int

    @property
    def earnings(self) -> int:
        """What top management earned; payouts are neither gain nor loss."""
        return self.fees - self.rewards


@dataclass(frozen=True, slots=True)
class MailView:
    """What became of the mail about a payout; `last_error` is why it failed, until it is sent."""

    state: MailState
    attempts: int
    last_error: str | None
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class PayoutView:
    """`number` is the payout's place among those of its day; `mail` is None until it has been queued."""

    number: int
    account_id: AccountId
    name: str
    amount: int
    paid_at: datetime
    mail: MailView | None


@dataclass(frozen=True, slots=True)
class MailCounts:
    """What became of the mails about a day's payouts; `failed` ones are tried again."""

    sent: int
    waiting: int
    failed: int


@dataclass(frozen=True, slots=True)
class Prospect:
    """What closing a day now would pay, in cents, to how many; and how many would keep what debts.

    `earlier` are the days before it that are still open and would be closed too, each with its own payouts.
    """

    day: date
    employees: int
    amount: int
    in_debt: int
    debt: int
    earlier: Sequence[date] = ()


class DayViews(Protocol):
    async def earnings(self, first: date, last: date) -> Sequence[DayView]:
        """Every day from `first` to `last`, oldest first, those without entries too."""
        ...

    async def one(self, day: date) -> DayView: ...

    async def closing(self) -> bool:
        """Whether any day has ended and is not closed yet."""
        ...

    async def running(self, today: date) -> date:
        """The business day that what happens on `today` is booked on."""
        ...

    async def first(self) -> date | None:
        """The first day on which anything was booked."""
        ...

    async def payout_days(self, *, before: date | None, limit: int) -> Sequence[DayView]:
        """The days before `before` on which anybody was paid, newest first."""
        ...

    async def mails(self, days: Sequence[DayView]) -> Mapping[date, MailCounts]:
        """What became of the mails about the payouts of `days`."""
        ...

    async def payouts(self, day: date, *, after: int, limit: int) -> Sequence[PayoutView]: ...

    def all_payouts(self, day: date) -> AsyncIterator[PayoutView]:
        """All payouts of `day`, in bounded memory."""
        ...

    async def prospect(self, day: date) -> Prospect: ...
