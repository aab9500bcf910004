"""Go on closing the oldest day that has ended: pay the next accounts, and close it when nobody is left."""

from dataclasses import dataclass
from datetime import date

from accounting.application.ports import Days
from accounting.domain.events import DayClosed, EmployeesPaid
from chassis.clock import Clock
from chassis.mediator import RecordedEvents
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class ContinueClosing(Command[date | None]):
    """Answers the day that was worked on, or None when no day is being closed."""

    accounts_max: int


@dataclass(frozen=True, slots=True)
class ContinueClosingHandler:
    days: Days
    events: RecordedEvents
    clock: Clock

    async def __call__(self, command: ContinueClosing) -> date | None:
        day = await self.days.oldest_closing()
        if day is None:
            return None
        now = self.clock.now()
        instalment = await self.days.pay_out(day, command.accounts_max, now)
        if instalment.payouts:
            self.events.record(EmployeesPaid(instalment.payouts))
        if instalment.last:
            totals = await self.days.close(day, now)
            self.events.record(DayClosed(day, totals.fees, totals.rewards, totals.payouts))
        return day
