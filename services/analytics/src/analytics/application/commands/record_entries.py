"""Record entries of the ledger: every figure moves once per entry, whatever order they come in."""

from dataclasses import dataclass

from analytics.application.ports import Figures
from analytics.domain.told_entries import ToldEntries
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class RecordEntries(Command[None]):
    told: ToldEntries


@dataclass(frozen=True, slots=True)
class RecordEntriesHandler:
    figures: Figures

    async def __call__(self, command: RecordEntries) -> None:
        await self.figures.record(command.told)
