"""Keep entries as history tells them: more than once perhaps, and counted later, all at once."""

from dataclasses import dataclass

from analytics.application.ports import UncountedEntries
from analytics.domain.told_entries import ToldEntries
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class KeepToldEntries(Command[None]):
    told: ToldEntries


@dataclass(frozen=True, slots=True)
class KeepToldEntriesHandler:
    uncounted: UncountedEntries

    async def __call__(self, command: KeepToldEntries) -> None:
        await self.uncounted.keep(command.told)
