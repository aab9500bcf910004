"""Close a business day, and before it any earlier day that was missed: pay out what is positive, carry over debts."""

from dataclasses import dataclass
from datetime import date, tzinfo

from accounting.application.ports import Days, Synchronisation
from accounting.domain.business_day import day_of
from accounting.domain.errors import CatchingUp, DayNotOver
from accounting.domain.events import DayClosed
from chassis.clock import Clock
from chassis.mediator import RecordedEvents
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class CloseDay(Command[None]):
    day: date


@dataclass(frozen=True, slots=True)
class CloseDayHandler:
    days: Days
    synchronisation: Synchronisation
    events: RecordedEvents
    clock: Clock
    zone: tzinfo
    ahead_of_time_allowed: bool

    async def __call__(self, command: CloseDay) -> None:
        now = self.clock.now()
        if not await self.synchronisation.is_complete():
            raise CatchingUp("History is still arriving. Close the day when catching up is done.")
        if command.day > self._latest_closable(day_of(now, self.zone)):
            raise DayNotOver(f"{command.day} is not over yet.", day=command.day.isoformat())
        for day in await self.days.open_until(command.day):
            closing = await self.days.close(day, now)
            if closing is not None:
                self.events.record(DayClosed(closing.day, closing.fees, closing.rewards, closing.payouts))

    def _latest_closable(self, today: date) -> date:
        return today if self.ahead_of_time_allowed else date.fromordinal(today.toordinal() - 1)
