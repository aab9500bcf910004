"""Announce assignments as `task.assigned`: one at a task's creation, up to 500 when many are passed on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chassis.clock import rfc3339
from chassis.integration import IntegrationEvent, Outbox
from tracker.domain.events import TaskAssigned
from tracker.domain.identifiers import ReassignmentId

ASSIGNMENTS_PER_EVENT_MAX = 500


@dataclass(frozen=True, slots=True)
class AnnounceTaskAssigned:
    outbox: Outbox

    async def __call__(self, event: TaskAssigned) -> None:
        await self.outbox.add(task_assigned([event], at=event.at))


def task_assigned(
    assignments: Sequence[TaskAssigned], *, at: datetime, reassignment_id: ReassignmentId | None = None
) -> IntegrationEvent:
    """One event for up to 500 `assignments` of one moment: of a reassignment, or of a task's creation."""
    data = {
        "reassignment_id": None if reassignment_id is None else str(reassignment_id),
        "at": rfc3339(at),
        "assignments": [
            {
                "task_id": str(each.task_id),
                "assignment_no": each.assignment_no,
                "account_id": str(each.account_id),
            }
            for each in assignments
        ],
    }
    subject = str(assignments[0].task_id) if reassignment_id is None else None
    return IntegrationEvent("task.assigned", 1, data, subject=subject)
