"""Charge everyone who was given a task its fee, once per assignment."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounting.application.ports import Ledger
from accounting.application.price_list import PriceList
from accounting.domain.transfer import Charge
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class ChargeAssignments(Command[None]):
    charges: Sequence[Charge]


@dataclass(frozen=True, slots=True)
class ChargeAssignmentsHandler:
    prices: PriceList
    ledger: Ledger

    async def __call__(self, command: ChargeAssignments) -> None:
        await self.prices.ensure([charge.task_id for charge in command.charges])
        await self.ledger.charge(command.charges)
