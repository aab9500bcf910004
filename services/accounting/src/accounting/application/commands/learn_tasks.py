"""Learn of new tasks: remember what they are called and set their prices, once and for all."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounting.application.ports import TaskFacts, Tasks
from accounting.application.price_list import PriceList
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class LearnTasks(Command[None]):
    tasks: Sequence[TaskFacts]


@dataclass(frozen=True, slots=True)
class LearnTasksHandler:
    tasks: Tasks
    prices: PriceList

    async def __call__(self, command: LearnTasks) -> None:
        await self.tasks.describe(command.tasks)
        await self.prices.ensure([task.task_id for task in command.tasks])
