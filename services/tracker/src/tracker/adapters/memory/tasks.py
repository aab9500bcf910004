"""Tasks in memory."""

from copy import deepcopy

from chassis.errors import Stale
from chassis.mediator import RecordedEvents
from tracker.adapters.memory.store import MemoryStore
from tracker.domain.errors import TaskNotFound
from tracker.domain.identifiers import TaskId
from tracker.domain.reassignment import OpenTasks
from tracker.domain.task import Task


class MemoryTasks:
    def __init__(self, store: MemoryStore, events: RecordedEvents) -> None:
        self._store = store
        self._events = events

    async def add(self, task: Task) -> None:
        if task.id in self._store.tasks:
            raise Stale("A task with this id was created a moment ago.")
        self._put(task)

    async def find(self, task_id: TaskId) -> Task | None:
        return deepcopy(self._store.tasks.get(task_id))

    async def get(self, task_id: TaskId) -> Task:
        task = await self.find(task_id)
        if task is None:
            raise TaskNotFound("There is no such task.")
        return task

    async def save(self, task: Task) -> None:
        if self._store.tasks[task.id].version != task.version:
            raise Stale("Somebody else changed this task a moment ago.")
        self._put(task)

    async def open(self) -> OpenTasks:
        found = self._store.open_tasks()
        return OpenTasks(len(found), found[-1][0] if found else 0)

    def _put(self, task: Task) -> None:
        events = task.take_events()
        if not events:
            return
        stored = deepcopy(task)
        stored.version += 1
        self._store.tasks[task.id] = stored
        self._events.record(*events)
