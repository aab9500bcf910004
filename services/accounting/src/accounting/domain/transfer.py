"""A transfer: one movement of money between an employee and the company, booked once and never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import md5
from typing import NamedTuple
from uuid import UUID

from accounting.domain.identifiers import AccountId, Cents, TaskId


class TransferKind(StrEnum):
    """Why money moved. A fee and a payout leave the employee's account, a reward enters it."""

    ASSIGNMENT_FEE = "assignment_fee"
    COMPLETION_REWARD = "completion_reward"
    PAYOUT = "payout"

    @property
    def sign(self) -> int:
        """+1 where the employee's balance rises, -1 where it falls."""
        return 1 if self is TransferKind.COMPLETION_REWARD else -1


class Charge(NamedTuple):
    """An assignment to be charged for: who was given which task, the how-many-eth time."""

    task_id: TaskId
    assignment_no: int
    account_id: AccountId
    occurred_at: datetime


class Completion(NamedTuple):
    """A completed task to be rewarded for. A task is rewarded once, whatever is redelivered."""

    task_id: TaskId
    account_id: AccountId
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class Transfer:
    """A booked movement; `amount` is positive, `kind` gives the direction."""

    kind: TransferKind
    account_id: AccountId
    amount: Cents
    day: date
    occurred_at: datetime
    task_id: TaskId | None = None
    assignment_no: int | None = None

    @property
    def id(self) -> UUID:
        """The same for the same fact, so that whoever hears of it twice can tell."""
        key: list[object] = [self.kind, self.account_id, self.day]
        if self.task_id is not None:
            key = [self.kind, self.task_id, *([] if self.assignment_no is None else [self.assignment_no])]
        return UUID(hex=md5(":".join(map(str, key)).encode(), usedforsecurity=False).hexdigest())

    @property
    def signed_amount(self) -> int:
        """What it does to the employee's balance, in cents."""
        return self.kind.sign * self.amount


def result_of(transfers: Sequence[Transfer]) -> int:
    """What `transfers` do together to the employees' balances, in cents."""
    return sum(transfer.signed_amount for transfer in transfers)
