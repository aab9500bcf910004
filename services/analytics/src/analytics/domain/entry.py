"""An entry of the ledger as analytics hears of it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from analytics.domain.errors import EntryWithoutTask
from analytics.domain.identifiers import AccountId, Cents, TaskId, TransferId


class EntryKind(StrEnum):
    """A fee and a payout lower an employee's balance, a reward raises it."""

    ASSIGNMENT_FEE = "assignment_fee"
    COMPLETION_REWARD = "completion_reward"
    PAYOUT = "payout"


@dataclass(frozen=True, slots=True)
class Entry:
    """Money moved. `day` is the day it is booked on, `occurred_at` when it happened; `amount` is positive."""

    transfer_id: TransferId
    kind: EntryKind
    account_id: AccountId
    task_id: TaskId | None
    amount: Cents
    day: date
    occurred_at: datetime

    def __post_init__(self) -> None:
        if self.task_id is None and self.kind is not EntryKind.PAYOUT:
            raise EntryWithoutTask(f"entry {self.transfer_id} is a fee or a reward and names no task")

    @property
    def moves_balance_by(self) -> int:
        """What it does to the employee's balance, in cents."""
        return self.amount if self.kind is EntryKind.COMPLETION_REWARD else -self.amount
