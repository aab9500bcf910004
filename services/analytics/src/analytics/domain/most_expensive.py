"""The most expensive task of a period: the highest reward; of several as high, the one completed first."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo

from analytics.domain.entry import Entry, EntryKind
from analytics.domain.identifiers import AccountId, Cents, TaskId, TransferId
from analytics.domain.periods import day_at


@dataclass(frozen=True, slots=True)
class MostExpensive:
    """A completion that earned more than any other of its period.

    `day` is the company's day on which the task was completed, whatever day the reward is booked on; `others`
    is how many more completions of the period earned as much.
    """

    day: date
    reward: Cents
    task_id: TaskId
    account_id: AccountId
    completed_at: datetime
    transfer_id: TransferId
    others: int = 0

    @property
    def rank(self) -> tuple[int, datetime, TransferId]:
        """The lower, the more expensive; no two completions have the same."""
        return -self.reward, self.completed_at, self.transfer_id


def most_expensive(candidates: Iterable[MostExpensive]) -> MostExpensive | None:
    """The most expensive of several periods' most expensive, in any order; None of none."""
    compared = list(candidates)
    if not compared:
        return None
    first = min(compared, key=lambda each: each.rank)
    as_much = sum(each.others + 1 for each in compared if each.reward == first.reward)
    return replace(first, others=as_much - 1)


def completions_among(entries: Iterable[Entry], zone: tzinfo) -> list[MostExpensive]:
    """Each completion among `entries`, on the day it happened in `zone`, whatever day it is booked on."""
    return [
        MostExpensive(
            day=day_at(entry.occurred_at, zone),
            reward=entry.amount,
            task_id=entry.task_id,
            account_id=entry.account_id,
            completed_at=entry.occurred_at,
            transfer_id=entry.transfer_id,
        )
        for entry in entries
        if entry.kind is EntryKind.COMPLETION_REWARD and entry.task_id is not None
    ]
