"""Reward whoever completed a task, once per task."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounting.application.ports import Ledger
from accounting.application.price_list import PriceList
from accounting.domain.transfer import Completion
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class RewardCompletions(Command[None]):
    completions: Sequence[Completion]


@dataclass(frozen=True, slots=True)
class RewardCompletionsHandler:
    prices: PriceList
    ledger: Ledger

    async def __call__(self, command: RewardCompletions) -> None:
        await self.prices.ensure([completion.task_id for completion in command.completions])
        await self.ledger.reward(command.completions)
