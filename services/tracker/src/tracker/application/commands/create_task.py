"""Create a task: it is somebody's from the start; asking again with the same id changes nothing."""

from dataclasses import dataclass

from chassis.clock import Clock
from chassis.messages import Command
from tracker.application.ports import Tasks
from tracker.domain.assignment_policy import AssignmentPolicy, Workers
from tracker.domain.errors import TaskExists
from tracker.domain.identifiers import TaskId
from tracker.domain.task import Content, Task


@dataclass(frozen=True, slots=True)
class CreateTask(Command[None]):
    task_id: TaskId
    content: Content


@dataclass(frozen=True, slots=True)
class CreateTaskHandler:
    tasks: Tasks
    workers: Workers
    policy: AssignmentPolicy
    clock: Clock

    async def __call__(self, command: CreateTask) -> None:
        existing = await self.tasks.find(command.task_id)
        if existing is None:
            await self._create(command)
        elif existing.content != command.content:
            raise TaskExists("Another task has this id; make a new id for a new task.")

    async def _create(self, command: CreateTask) -> None:
        assignee_id = await self.policy.choose(self.workers)
        task = Task.create(command.task_id, command.content, assignee_id=assignee_id, at=self.clock.now())
        await self.tasks.add(task)
