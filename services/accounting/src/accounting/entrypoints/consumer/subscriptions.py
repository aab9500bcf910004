"""What accounting hears from the tracker, and what it makes of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict

from accounting.application.commands.charge_assignments import ChargeAssignments
from accounting.application.commands.learn_tasks import LearnTasks
from accounting.application.commands.reward_completions import RewardCompletions
from accounting.application.ports import TaskFacts
from accounting.domain.identifiers import AccountId, TaskId
from accounting.domain.transfer import Charge, Completion
from chassis.consumer import Subscription
from chassis.envelope import Envelope, uuid_in
from schema_registry.payloads import (
    TASK_ASSIGNED_V1,
    TASK_COMPLETED_V1,
    TASK_CREATED_V2,
    TaskAssignedV1,
    TaskCompletedV1,
    TaskCreatedV2,
)


class _OfATask(TypedDict):
    task_id: str


def task_created_v2(envelopes: Sequence[Envelope[TaskCreatedV2]]) -> LearnTasks:
    """Every task's name; a first version arrives as this one."""
    return LearnTasks(
        [
            TaskFacts(_task(data), data["jira_id"], data["title"], _moment(data["created_at"]))
            for data in (envelope.data for envelope in envelopes)
        ]
    )


def task_assigned_v1(envelopes: Sequence[Envelope[TaskAssignedV1]]) -> ChargeAssignments:
    """Every assignment in every event is charged for; a reassignment names few accounts very often."""
    accounts = {
        account_id: AccountId(uuid_in(account_id))
        for account_id in {each["account_id"] for one in envelopes for each in one.data["assignments"]}
    }
    return ChargeAssignments(
        [
            Charge(_task(each), each["assignment_no"], accounts[each["account_id"]], at)
            for envelope in envelopes
            for at in (_moment(envelope.data["at"]),)
            for each in envelope.data["assignments"]
        ]
    )


def task_completed_v1(envelopes: Sequence[Envelope[TaskCompletedV1]]) -> RewardCompletions:
    """Every completion is rewarded."""
    return RewardCompletions(
        [
            Completion(_task(data), AccountId(uuid_in(data["account_id"])), _moment(data["at"]))
            for data in (envelope.data for envelope in envelopes)
        ]
    )


SUBSCRIPTIONS = (
    Subscription(TASK_CREATED_V2, task_created_v2),
    Subscription(TASK_ASSIGNED_V1, task_assigned_v1),
    Subscription(TASK_COMPLETED_V1, task_completed_v1),
)


def _task(data: _OfATask) -> TaskId:
    return TaskId(uuid_in(data["task_id"]))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
