"""Announce a new task as `task.created`, in the version the consumers are ready for."""

from dataclasses import dataclass
from typing import Literal

from chassis.clock import rfc3339
from chassis.integration import IntegrationEvent, Outbox
from tracker.domain.events import TaskCreated

Version = Literal[1, 2]


@dataclass(frozen=True, slots=True)
class AnnounceTaskCreated:
    outbox: Outbox
    version: Version

    async def __call__(self, event: TaskCreated) -> None:
        build = {1: task_created_v1, 2: task_created_v2}[self.version]
        await self.outbox.add(build(event))


def task_created_v1(event: TaskCreated) -> IntegrationEvent:
    heading = f"[{event.jira_id}] {event.title}" if event.jira_id else event.title
    everything = f"{heading}\n\n{event.description}" if event.description else heading
    data = {
        "task_id": str(event.task_id),
        "description": everything,
        "author_id": str(event.author_id),
        "created_at": rfc3339(event.at),
    }
    return IntegrationEvent("task.created", 1, data, subject=str(event.task_id))


def task_created_v2(event: TaskCreated) -> IntegrationEvent:
    data = {
        "task_id": str(event.task_id),
        "title": event.title,
        "jira_id": event.jira_id,
        "description": event.description,
        "author_id": str(event.author_id),
        "created_at": rfc3339(event.at),
    }
    return IntegrationEvent("task.created", 2, data, subject=str(event.task_id))
