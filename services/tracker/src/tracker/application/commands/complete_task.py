"""Complete a task: only its assignee may, and only once."""

from dataclasses import dataclass

from chassis.clock import Clock
from chassis.identifiers import AccountId
from chassis.messages import Command
from tracker.application.ports import Tasks
from tracker.domain.identifiers import TaskId


@dataclass(frozen=True, slots=True)
class CompleteTask(Command[None]):
    task_id: TaskId
    account_id: AccountId


@dataclass(frozen=True, slots=True)
class CompleteTaskHandler:
    tasks: Tasks
    clock: Clock

    async def __call__(self, command: CompleteTask) -> None:
        task = await self.tasks.get(command.task_id)
        task.complete(by=command.account_id, at=self.clock.now())
        await self.tasks.save(task)
