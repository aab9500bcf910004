"""Begin to close a business day, and before it any earlier day that was missed: they take no more entries."""

from dataclasses import dataclass
from datetime import date, tzinfo

from accounting.application.ports import Days, Synchronisation
from accounting.domain.business_day import day_of, latest_closable
from accounting.domain.errors import CatchingUp, DayNotOver
from chassis.clock import Clock
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class CloseDay(Command[None]):
    day: date


@dataclass(frozen=True, slots=True)
class CloseDayHandler:
    days: Days
    synchronisation: Synchronisation
    clock: Clock
    zone: tzinfo
    ahead_of_time: bool

    async def __call__(self, command: CloseDay) -> None:
        today = day_of(self.clock.now(), self.zone)
        if command.day > latest_closable(today, ahead_of_time=self.ahead_of_time):
            raise DayNotOver(f"{command.day} is not over yet.", day=command.day.isoformat())
        if not await self.synchronisation.is_complete():
            raise CatchingUp("History is still arriving. Close the day when catching up is done.")
        await self.days.end(command.day)
