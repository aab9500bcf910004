"""Start a reassignment: it supersedes the one that runs; one press delivered twice is one reassignment."""

from dataclasses import dataclass

from chassis.clock import Clock
from chassis.identifiers import AccountId
from chassis.messages import Command
from chassis.roles import Role
from tracker.application.ports import Reassignments, Tasks
from tracker.domain.assignment_policy import Workers
from tracker.domain.errors import NobodyToAssign
from tracker.domain.identifiers import ReassignmentId
from tracker.domain.reassignment import Reassignment


@dataclass(frozen=True, slots=True)
class StartReassignment(Command[ReassignmentId]):
    reassignment_id: ReassignmentId
    by: AccountId
    role: Role
    key: str


@dataclass(frozen=True, slots=True)
class StartReassignmentHandler:
    reassignments: Reassignments
    tasks: Tasks
    workers: Workers
    clock: Clock

    async def __call__(self, command: StartReassignment) -> ReassignmentId:
        pressed = await self.reassignments.of_press(command.by, command.key)
        if pressed is not None:
            return pressed.id
        reassignment = await self._start(command)
        await self._supersede_running(by=reassignment)
        await self.reassignments.add(reassignment)
        return reassignment.id

    async def _start(self, command: StartReassignment) -> Reassignment:
        reassignment = Reassignment.start(
            command.reassignment_id,
            by=command.by,
            role=command.role,
            key=command.key,
            tasks=await self.tasks.open(),
            at=self.clock.now(),
        )
        if not await self.workers.eligible():
            raise NobodyToAssign("There is no active popug to give tasks to; managers and admins get none.")
        return reassignment

    async def _supersede_running(self, by: Reassignment) -> None:
        running = await self.reassignments.running()
        if running is not None:
            running.supersede(by.id, at=by.started_at)
            await self.reassignments.save(running)
