"""Close the days that are over by themselves: those since this was begun, and every open day before them.

Not before history has arrived, nor while a backlog of what happened on those days is being booked: it would
land on the open day.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from accounting.application.ports import Days, Schedule, Synchronisation
from accounting.domain.business_day import ONE_DAY, day_of, end_of, last_over
from accounting.domain.errors import TooManyDaysMissed
from chassis.messages import Command

SETTLING = timedelta(seconds=10)
"""What happened just before midnight may take so long to arrive; a backlog has no longer pauses."""

DAYS_AT_ONCE_MAX = 62


@dataclass(frozen=True, slots=True)
class CloseEndedDays(Command[bool]):
    """Answers False while there is something to be waited for, for which `patient` says to wait.

    `at` is the present moment.
    """

    at: datetime
    patient: bool = True


@dataclass(frozen=True, slots=True)
class CloseEndedDaysHandler:
    days: Days
    schedule: Schedule
    synchronisation: Synchronisation
    zone: tzinfo

    async def __call__(self, command: CloseEndedDays) -> bool:
        over = last_over(command.at - SETTLING, self.zone)
        begun_on = await self.schedule.begun_on(day_of(command.at, self.zone))
        last_ended = await self.days.last_ended()
        if over < begun_on or (last_ended is not None and over <= last_ended):
            return True
        _refuse_too_many(last_ended or begun_on - ONE_DAY, over)
        if not await self._everything_arrived(over, command.patient):
            return False
        await self.days.end(over, since=begun_on)
        return True

    async def _everything_arrived(self, over: date, patient: bool) -> bool:
        if not await self.synchronisation.is_complete():
            return False
        return not patient or await self.synchronisation.is_quiet(end_of(over, self.zone), SETTLING)


def _refuse_too_many(last_ended: date, over: date) -> None:
    missed = (over - last_ended).days
    if missed > DAYS_AT_ONCE_MAX:
        raise TooManyDaysMissed(
            f"{missed} days since {last_ended} would be closed at once. If the clock is right, close {over}.",
            days=missed,
        )
