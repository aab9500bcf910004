"""Record which tasks were completed, to be compared with the rewards that were booked."""

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.application.ports import Completion, Reports
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class RecordCompletions(Command[None]):
    completions: Sequence[Completion]


@dataclass(frozen=True, slots=True)
class RecordCompletionsHandler:
    reports: Reports

    async def __call__(self, command: RecordCompletions) -> None:
        await self.reports.add_completions(command.completions)
