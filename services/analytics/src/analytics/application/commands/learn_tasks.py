"""Learn what tasks are called."""

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.application.ports import TaskFacts, Tasks
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class LearnTasks(Command[None]):
    tasks: Sequence[TaskFacts]


@dataclass(frozen=True, slots=True)
class LearnTasksHandler:
    tasks: Tasks

    async def __call__(self, command: LearnTasks) -> None:
        await self.tasks.describe(command.tasks)
