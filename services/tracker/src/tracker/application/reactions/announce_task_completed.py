"""Announce a completed task as `task.completed`, naming the assignment it was completed under."""

from dataclasses import dataclass

from chassis.clock import rfc3339
from chassis.integration import IntegrationEvent, Outbox
from tracker.domain.events import TaskCompleted


@dataclass(frozen=True, slots=True)
class AnnounceTaskCompleted:
    outbox: Outbox

    async def __call__(self, event: TaskCompleted) -> None:
        await self.outbox.add(task_completed(event))


def task_completed(event: TaskCompleted) -> IntegrationEvent:
    data = {
        "task_id": str(event.task_id),
        "assignment_no": event.assignment_no,
        "account_id": str(event.account_id),
        "at": rfc3339(event.at),
    }
    return IntegrationEvent("task.completed", 1, data, subject=str(event.task_id))
