"""What accounting hears from the tracker, and what it makes of it."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from accounting.application.commands.charge_assignments import ChargeAssignments
from accounting.application.commands.learn_tasks import LearnTasks
from accounting.application.commands.reward_completions import RewardCompletions
from accounting.application.ports import TaskFacts
from accounting.domain.identifiers import AccountId, TaskId
from accounting.domain.transfer import Charge, Completion
from chassis.consumer import Subscription
from chassis.envelope import Envelope

HEADING = re.compile(r"\s*\[(?P<jira_id>[A-Z][A-Z0-9_]*-\d+)\]\s*(?P<title>.*)")


def task_created_v1(envelopes: Sequence[Envelope]) -> LearnTasks:
    """Version 1 held everything in one text; its first line is the heading, a leading `[JIRA-1]` the id."""
    return LearnTasks([_described(envelope.data) for envelope in envelopes])


def task_created_v2(envelopes: Sequence[Envelope]) -> LearnTasks:
    """Version 2 names title and Jira id."""
    return LearnTasks(
        [
            TaskFacts(_task(data), data["jira_id"], data["title"], _moment(data["created_at"]))
            for data in (envelope.data for envelope in envelopes)
        ]
    )


def task_assigned_v1(envelopes: Sequence[Envelope]) -> ChargeAssignments:
    """Every assignment in every event is charged for; a reassignment names few accounts very often."""
    accounts = {
        account_id: AccountId(UUID(account_id))
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


def task_completed_v1(envelopes: Sequence[Envelope]) -> RewardCompletions:
    """Every completion is rewarded."""
    return RewardCompletions(
        [
            Completion(_task(data), AccountId(UUID(data["account_id"])), _moment(data["at"]))
            for data in (envelope.data for envelope in envelopes)
        ]
    )


SUBSCRIPTIONS = (
    Subscription("task.created", 1, task_created_v1),
    Subscription("task.created", 2, task_created_v2),
    Subscription("task.assigned", 1, task_assigned_v1),
    Subscription("task.completed", 1, task_completed_v1),
)


def _described(data: Any) -> TaskFacts:
    heading = data["description"].strip().partition("\n")[0]
    match = HEADING.fullmatch(heading)
    jira_id, title = (match["jira_id"], match["title"]) if match else (None, heading)
    return TaskFacts(_task(data), jira_id, title, _moment(data["created_at"]))


def _task(data: Any) -> TaskId:
    return TaskId(UUID(data["task_id"]))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
