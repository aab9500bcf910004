"""Who has had a task, read back from the events in memory."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.identifiers import AccountId
from tracker.adapters.memory.people import person
from tracker.adapters.memory.store import MemoryStore
from tracker.application.queries.history import AssignmentView, Press
from tracker.domain.errors import TaskNotFound
from tracker.domain.identifiers import ReassignmentId, TaskId


class MemoryHistories:
    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def assignments(
        self, task_id: TaskId, *, before: int | None = None, limit: int
    ) -> Sequence[AssignmentView]:
        if task_id not in self._store.tasks:
            raise TaskNotFound("There is no such task.")
        told = [event.data for event in self._store.outbox.events if event.type == "task.assigned"]
        found = [
            await self._view(data, assignment)
            for data in told
            for assignment in data["assignments"]
            if assignment["task_id"] == str(task_id)
        ]
        return [each for each in reversed(found) if before is None or each.number < before][:limit]

    async def _view(self, data: Mapping[str, Any], assignment: Mapping[str, Any]) -> AssignmentView:
        return AssignmentView(
            number=assignment["assignment_no"],
            assignee=await person(self._store, AccountId(UUID(assignment["account_id"]))),
            at=datetime.fromisoformat(data["at"]),
            press=await self._press(data["reassignment_id"]),
        )

    async def _press(self, reassignment_id: str | None) -> Press | None:
        if reassignment_id is None:
            return None
        started = self._store.reassignments[ReassignmentId(UUID(reassignment_id))]
        return Press(started.id, await person(self._store, started.started_by), started.started_at)
