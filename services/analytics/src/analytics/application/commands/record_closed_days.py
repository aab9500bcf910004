"""Record the totals of closed days, to be compared with what analytics has counted itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.application.ports import ClosedDay, ClosedDays
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class RecordClosedDays(Command[None]):
    days: Sequence[ClosedDay]


@dataclass(frozen=True, slots=True)
class RecordClosedDaysHandler:
    closed_days: ClosedDays

    async def __call__(self, command: RecordClosedDays) -> None:
        await self.closed_days.record(command.days)
