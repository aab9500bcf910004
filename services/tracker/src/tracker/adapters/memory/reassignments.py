"""Reassignments in memory: passes tasks on one by one, the way the set-based statement must agree with."""

from copy import deepcopy

from chassis.errors import Stale
from chassis.identifiers import AccountId
from tracker.adapters.memory.store import MemoryStore
from tracker.application.ports import Chunk
from tracker.application.reactions.announce_task_assigned import ASSIGNMENTS_PER_EVENT_MAX, task_assigned
from tracker.domain.errors import NobodyToAssign, ReassignmentNotFound
from tracker.domain.events import TaskAssigned
from tracker.domain.identifiers import ReassignmentId
from tracker.domain.reassignment import Reassignment, State


class MemoryReassignments:
    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def add(self, reassignment: Reassignment) -> None:
        self._store.reassignments[reassignment.id] = deepcopy(reassignment)

    async def save(self, reassignment: Reassignment) -> None:
        self._store.reassignments[reassignment.id] = deepcopy(reassignment)

    async def of_press(self, by: AccountId, key: str) -> Reassignment | None:
        found = (
            each for each in self._store.reassignments.values() if (each.started_by, each.key) == (by, key)
        )
        return deepcopy(next(found, None))

    async def running(self) -> Reassignment | None:
        found = (each for each in self._store.reassignments.values() if each.state is State.RUNNING)
        return deepcopy(next(found, None))

    async def claim(self) -> Reassignment | None:
        return await self.running()

    async def get(self, reassignment_id: ReassignmentId) -> Reassignment:
        if reassignment_id not in self._store.reassignments:
            raise ReassignmentNotFound("There is no such reassignment.")
        return deepcopy(self._store.reassignments[reassignment_id])

    async def pass_on(self, reassignment: Reassignment, chunk: Chunk) -> Reassignment:
        if not chunk.candidates:
            raise NobodyToAssign("There is no active popug to give tasks to; managers and admins get none.")
        if self._store.reassignments.get(reassignment.id) != reassignment:
            raise Stale("This reassignment has gone on or was superseded a moment ago.")
        assignments, end = self._reassign(reassignment, chunk)
        for batch in _batches(assignments):
            await self._store.outbox.add(task_assigned(batch, at=chunk.at, reassignment_id=reassignment.id))
        advanced = deepcopy(reassignment)
        advanced.advance(len(assignments), end, chunk.at)
        await self.save(advanced)
        return advanced

    def _reassign(self, reassignment: Reassignment, chunk: Chunk) -> tuple[list[TaskAssigned], int]:
        first, last = reassignment.last_seq + 1, reassignment.max_seq
        due = [(seq, task) for seq, task in self._store.open_tasks() if first <= seq <= last][
            : chunk.size_max
        ]
        assignments = []
        for position, (_, task) in enumerate(due, reassignment.done):
            task.reassign(chunk.policy.share(chunk.candidates, position), chunk.at)
            assignments += [event for event in task.take_events() if isinstance(event, TaskAssigned)]
            task.version += 1
        return assignments, due[-1][0] if len(due) == chunk.size_max else last


def _batches(assignments: list[TaskAssigned]) -> list[list[TaskAssigned]]:
    starts = range(0, len(assignments), ASSIGNMENTS_PER_EVENT_MAX)
    return [assignments[start : start + ASSIGNMENTS_PER_EVENT_MAX] for start in starts]
