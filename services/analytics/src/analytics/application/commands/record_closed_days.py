"""Record the totals of closed days, to be compared with what analytics has counted itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.application.ports import ClosedDay, Reports
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class RecordClosedDays(Command[None]):
    closed_days: Sequence[ClosedDay]


@dataclass(frozen=True, slots=True)
class RecordClosedDaysHandler:
    reports: Reports

    async def __call__(self, command: RecordClosedDays) -> None:
        await self.reports.add_closed_days(command.closed_days)
