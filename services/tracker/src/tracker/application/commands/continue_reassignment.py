"""Continue the reassignment that runs by one chunk: killed at any moment, it goes on from there."""

from dataclasses import dataclass

from chassis.clock import Clock
from chassis.messages import Command
from tracker.application.ports import Chunk, Reassignments
from tracker.domain.assignment_policy import AssignmentPolicy, Workers
from tracker.domain.reassignment import Reassignment


@dataclass(frozen=True, slots=True)
class ContinueReassignment(Command[Reassignment | None]):
    """Answers the reassignment as it stands after the chunk, or None when there is nothing to do."""

    chunk_size_max: int


@dataclass(frozen=True, slots=True)
class ContinueReassignmentHandler:
    reassignments: Reassignments
    workers: Workers
    policy: AssignmentPolicy
    clock: Clock

    async def __call__(self, command: ContinueReassignment) -> Reassignment | None:
        reassignment = await self.reassignments.claim()
        if reassignment is None:
            return None
        candidates = await self.workers.eligible()
        chunk = Chunk(candidates, self.policy, command.chunk_size_max, self.clock.now())
        return await self.reassignments.pass_on(reassignment, chunk)
