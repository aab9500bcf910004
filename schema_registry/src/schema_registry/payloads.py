"""What every version of every event carries, as types; from `schema-registry payloads`."""

from typing import Literal, TypedDict

from schema_registry.event_version import EventVersion


class AccountCreatedV1(TypedDict):
    """The full state of an account that now exists."""

    account_id: str
    version: int
    name: str
    email: str
    role: Literal["worker", "manager", "accountant", "admin"]
    active: bool
    locale: Literal["en", "ru"]


class AccountUpdatedV1(TypedDict):
    """The full state of an account after a change."""

    account_id: str
    version: int
    name: str
    email: str
    role: Literal["worker", "manager", "accountant", "admin"]
    active: bool
    locale: Literal["en", "ru"]


class AccountDeactivatedV1(TypedDict):
    """An account ended: its sessions end at once, no task is assigned to it again."""

    account_id: str
    at: str


class TaskCreatedV1(TypedDict):
    """A new task, its Jira id, title and longer description in one text."""

    task_id: str
    description: str
    author_id: str
    created_at: str


class TaskCreatedV2(TypedDict):
    """A new task, its Jira id and title apart."""

    task_id: str
    title: str
    jira_id: str | None
    description: str | None
    author_id: str
    created_at: str


class TaskAssignedV1Assignment(TypedDict):
    """One of its `assignments`."""

    task_id: str
    assignment_no: int
    account_id: str


class TaskAssignedV1(TypedDict):
    """Tasks given to employees, one at creation or many in a reassignment."""

    reassignment_id: str | None
    at: str
    assignments: list[TaskAssignedV1Assignment]


class TaskCompletedV1(TypedDict):
    """A task completed by its assignee."""

    task_id: str
    assignment_no: int
    account_id: str
    at: str


class TaskPricedV1Price(TypedDict):
    """One of its `prices`."""

    task_id: str
    fee: int
    reward: int


class TaskPricedV1(TypedDict):
    """Prices, set once per task whoever it is assigned to."""

    prices: list[TaskPricedV1Price]


class TransferPostedV1Transfer(TypedDict):
    """One of its `transfers`."""

    transfer_id: str
    kind: Literal["assignment_fee", "completion_reward", "payout"]
    account_id: str
    task_id: str | None
    amount: int
    occurred_at: str


class TransferPostedV1(TypedDict):
    """Entries booked in the ledger, all on one business day."""

    day: str
    transfers: list[TransferPostedV1Transfer]


class PayoutMadeV1(TypedDict):
    """An employee's positive balance was paid out at the end of a business day."""

    account_id: str
    day: str
    amount: int


class DayClosedV1(TypedDict):
    """A business day was closed; its totals will not change again."""

    day: str
    fees: int
    rewards: int
    payouts: int


ACCOUNT_CREATED_V1: EventVersion[AccountCreatedV1] = EventVersion("account.created", 1)
ACCOUNT_UPDATED_V1: EventVersion[AccountUpdatedV1] = EventVersion("account.updated", 1)
ACCOUNT_DEACTIVATED_V1: EventVersion[AccountDeactivatedV1] = EventVersion("account.deactivated", 1)
TASK_CREATED_V1: EventVersion[TaskCreatedV1] = EventVersion("task.created", 1)
TASK_CREATED_V2: EventVersion[TaskCreatedV2] = EventVersion("task.created", 2)
TASK_ASSIGNED_V1: EventVersion[TaskAssignedV1] = EventVersion("task.assigned", 1)
TASK_COMPLETED_V1: EventVersion[TaskCompletedV1] = EventVersion("task.completed", 1)
TASK_PRICED_V1: EventVersion[TaskPricedV1] = EventVersion("task.priced", 1)
TRANSFER_POSTED_V1: EventVersion[TransferPostedV1] = EventVersion("transfer.posted", 1)
PAYOUT_MADE_V1: EventVersion[PayoutMadeV1] = EventVersion("payout.made", 1)
DAY_CLOSED_V1: EventVersion[DayClosedV1] = EventVersion("day.closed", 1)
