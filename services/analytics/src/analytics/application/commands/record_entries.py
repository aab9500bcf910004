"""Record entries of the ledger: every figure moves once per entry, whatever order they come in."""

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.application.ports import Figures
from analytics.domain.entry import Entry
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class RecordEntries(Command[None]):
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class RecordEntriesHandler:
    figures: Figures

    async def __call__(self, command: RecordEntries) -> None:
        await self.figures.record(command.entries)
