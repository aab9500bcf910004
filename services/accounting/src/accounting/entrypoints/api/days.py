"""Business days over JSON."""

from fastapi import APIRouter

from accounting.application.commands.close_day import CloseDay
from accounting.entrypoints.api.bodies import DayBody
from accounting.entrypoints.desk import TheDesk, oversee
from chassis.web.callers import Caller
from chassis.web.days import CalendarDay

router = APIRouter(prefix="/days", tags=["days"])


@router.get("/{day}")
async def get_day(day: CalendarDay, caller: Caller, desk: TheDesk) -> DayBody:
    """For accountants and admins."""
    oversee(caller)
    return DayBody.of(await desk.accounting.days.one(day))


@router.post("/{day}/close", status_code=202)
async def close_day(day: CalendarDay, caller: Caller, desk: TheDesk) -> DayBody:
    """Begin to close a day and the open days before it; again changes nothing. For accountants and admins."""
    oversee(caller)
    await desk.accounting.handle(CloseDay(day))
    return DayBody.of(await desk.accounting.days.one(day))
