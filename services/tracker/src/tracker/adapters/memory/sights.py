"""What somebody last saw, how far they read, and what went to others, in memory."""

from collections.abc import Sequence
from datetime import datetime

from chassis.identifiers import AccountId
from tracker.adapters.memory.histories import MemoryHistories
from tracker.adapters.memory.store import MemoryStore
from tracker.application.queries.departures import Departures, DepartureView
from tracker.domain.identifiers import TaskId
from tracker.domain.looking import Departure, Sight, is_over, needs_explaining

HISTORY_MAX = 1_000


class MemorySights:
    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def note_departures(self, account_id: AccountId) -> None:
        for sight in list(self._store.sights[account_id].values()):
            task = self._store.tasks[sight.task_id]
            if not is_over(account_id, task.assignee_id, task.status):
                continue
            del self._store.sights[account_id][sight.task_id]
            if needs_explaining(account_id, task.assignee_id):
                left_at = await self._left_at(account_id, sight)
                self._store.departures[account_id][sight.task_id] = Departure(sight.task_id, left_at)

    async def remember(self, account_id: AccountId, shown: Sequence[TaskId]) -> None:
        for task_id in shown:
            task = self._store.tasks[task_id]
            number = task.assignment_no if task.assignee_id == account_id else task.assignment_no - 1
            self._store.sights[account_id][task_id] = Sight(task_id, number)

    async def forget_departures(self, account_id: AccountId, *, before: datetime) -> None:
        kept = self._store.departures[account_id]
        self._store.departures[account_id] = {
            task_id: each for task_id, each in kept.items() if each.left_at > before
        }

    async def _left_at(self, account_id: AccountId, sight: Sight) -> datetime:
        told = await MemoryHistories(self._store).assignments(sight.task_id, limit=HISTORY_MAX)
        return min(
            each.at for each in told if each.number > sight.assignment_no and each.assignee.id != account_id
        )


class MemoryReadings:
    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def note(self, account_id: AccountId, task_id: TaskId, up_to: int) -> None:
        key = (account_id, task_id)
        self._store.readings[key] = max(up_to, self._store.readings.get(key, 0))


class MemoryDepartureViews:
    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def of(self, account_id: AccountId, *, since: datetime, limit: int) -> Departures:
        tasks = self._store.tasks
        found = [
            (each, tasks[each.task_id].content)
            for each in self._store.departures[account_id].values()
            if each.left_at > since and tasks[each.task_id].assignee_id != account_id
        ]
        found.sort(key=lambda pair: pair[0].left_at, reverse=True)
        views = [
            DepartureView(each.task_id, content.title, content.jira_id, each.left_at)
            for each, content in found
        ]
        return Departures(views[:limit], len(views))
