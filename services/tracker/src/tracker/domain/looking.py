"""What is explained to somebody who looks at their tasks: those they saw there that went to another popug."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chassis.identifiers import AccountId
from tracker.domain.identifiers import TaskId
from tracker.domain.task import Status

EXPLAINED_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sight:
    """A task as somebody last saw it among theirs: under which of its assignments."""

    task_id: TaskId
    assignment_no: int


@dataclass(frozen=True, slots=True)
class Departure:
    """A task that went to another popug, and when it did."""

    task_id: TaskId
    left_at: datetime


def is_over(account_id: AccountId, assignee_id: AccountId, status: Status) -> bool:
    """Whether what `account_id` saw as an open task of theirs is one no more."""
    return assignee_id != account_id or status is Status.COMPLETED


def needs_explaining(account_id: AccountId, assignee_id: AccountId) -> bool:
    """Whether it is gone because somebody else has it: what one completed oneself needs no explanation."""
    return assignee_id != account_id
