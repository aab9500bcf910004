"""What there is to see, in memory."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime

from chassis.identifiers import AccountId
from tracker.adapters.memory.people import person
from tracker.adapters.memory.store import MemoryStore, MemoryWorkers
from tracker.application.queries.reassignments import Place, Prospect, ReassignmentView
from tracker.application.queries.tasks import COUNTED_MAX, Count, TaskFilter, TaskPage, TaskView
from tracker.domain.errors import ReassignmentNotFound, TaskNotFound
from tracker.domain.identifiers import ReassignmentId, TaskId
from tracker.domain.reassignment import Reassignment, State
from tracker.domain.task import Status, Task


class MemoryTaskViews:
    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def one(self, task_id: TaskId) -> TaskView:
        found = await self._where(lambda task: task.id == task_id)
        if not found:
            raise TaskNotFound("There is no such task.")
        return found[0]

    async def mine(self, account_id: AccountId, *, after: int, limit: int) -> Sequence[TaskView]:
        found = await self._where(_which(TaskFilter(status=Status.OPEN, assignee_id=account_id)))
        return [task for task in found if task.seq > after][:limit]

    async def mine_count(self, account_id: AccountId) -> Count:
        return await self.count(TaskFilter(status=Status.OPEN, assignee_id=account_id))

    async def completed_since(self, account_id: AccountId, since: datetime) -> Count:
        found = await self._where(_which(TaskFilter(status=Status.COMPLETED, assignee_id=account_id)))
        return _count(len([task for task in found if task.completed_at and task.completed_at >= since]))

    async def page(
        self, which: TaskFilter, *, before: int | None = None, after: int | None = None, limit: int
    ) -> TaskPage:
        found = list(reversed(await self._where(_which(which))))
        if after is not None:
            beyond = [task for task in found if task.seq > after]
            return TaskPage(beyond[-limit:], older=True, newer=len(beyond) > limit)
        beyond = [task for task in found if before is None or task.seq < before]
        return TaskPage(beyond[:limit], older=len(beyond) > limit, newer=before is not None)

    async def count(self, which: TaskFilter) -> Count:
        return _count(len(await self._where(_which(which))))

    async def _where(self, holds: Callable[[Task], bool]) -> list[TaskView]:
        return [
            await self._view(seq, task)
            for seq, task in enumerate(self._store.tasks.values(), 1)
            if holds(task)
        ]

    async def _view(self, seq: int, task: Task) -> TaskView:
        return TaskView(
            seq=seq,
            id=task.id,
            title=task.content.title,
            jira_id=task.content.jira_id,
            description=task.content.description,
            status=task.status,
            author=await person(self._store, task.content.author_id),
            assignee=await person(self._store, task.assignee_id),
            created_at=task.created_at,
            assigned_at=task.assigned_at,
            completed_at=task.completed_at,
        )


class MemoryReassignmentViews:
    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def one(self, reassignment_id: ReassignmentId) -> ReassignmentView:
        if reassignment_id not in self._store.reassignments:
            raise ReassignmentNotFound("There is no such reassignment.")
        return await self._view(self._store.reassignments[reassignment_id])

    async def running(self) -> ReassignmentView | None:
        found = [each for each in self._store.reassignments.values() if each.state is State.RUNNING]
        return await self._view(found[0]) if found else None

    async def recent(self, limit: int, before: Place | None = None) -> Sequence[ReassignmentView]:
        places = sorted(
            ((each.started_at, each.id) for each in self._store.reassignments.values()), reverse=True
        )
        beyond = [run for at, run in places if before is None or (at, run) < (before.started_at, before.id)]
        return [await self.one(run) for run in beyond[:limit]]

    async def prospect(self) -> Prospect:
        return Prospect(len(self._store.open_tasks()), len(await MemoryWorkers(self._store).eligible()))

    async def _view(self, each: Reassignment) -> ReassignmentView:
        newer = self._store.reassignments[each.superseded_by] if each.superseded_by else None
        return ReassignmentView(
            id=each.id,
            state=each.state,
            total=each.total,
            done=each.done,
            started_by=await person(self._store, each.started_by),
            started_at=each.started_at,
            finished_at=each.finished_at,
            superseded_by=each.superseded_by,
            superseded_by_account=await person(self._store, newer.started_by) if newer else None,
            waits_for_popugs=each.state is State.RUNNING and not await MemoryWorkers(self._store).eligible(),
        )


def _count(number: int) -> Count:
    return Count(min(number, COUNTED_MAX), number > COUNTED_MAX)


def _which(which: TaskFilter) -> Callable[[Task], bool]:
    def holds(task: Task) -> bool:
        return (
            which.status in (None, task.status)
            and which.assignee_id in (None, task.assignee_id)
            and all(_found(word, task) for word in _words(which.text))
        )

    return holds


def _words(text: str) -> list[str]:
    stripped = (re.sub(r"^\W+|\W+$", "", word) for word in text.lower().split())
    return [word for word in stripped if word]


def _found(word: str, task: Task) -> bool:
    content = task.content
    text = f"{content.title} {content.description or ''}".lower()
    lexemes = [(content.jira_id or "").lower(), *re.findall(r"\w+", text)]
    return any(lexeme.startswith(word) for lexeme in lexemes)
