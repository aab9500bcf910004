"""Business days over JSON."""

from fastapi import APIRouter

from accounting.application.commands.close_day import CloseDay
from accounting.entrypoints.api.bodies import DayBody, DayEntryBody
from accounting.entrypoints.desk import TheDesk, oversee
from accounting.entrypoints.places import after_day_entry, day_entry_number
from chassis.web.callers import Caller
from chassis.web.days import CalendarDay
from chassis.web.paging import LIMIT_DEFAULT, Cursor, Limit, Page

router = APIRouter(prefix="/days", tags=["days"])


@router.get("/{day}")
async def get_day(day: CalendarDay, caller: Caller, desk: TheDesk) -> DayBody:
    """For accountants and admins."""
    oversee(caller)
    return DayBody.of(await desk.accounting.days.one(day))


@router.get("/{day}/entries")
async def list_entries_of_day(
    day: CalendarDay, caller: Caller, desk: TheDesk, *, limit: Limit = LIMIT_DEFAULT, cursor: Cursor = None
) -> Page[DayEntryBody]:
    """Everyone's, newest first; for accountants and admins."""
    oversee(caller)
    found = await desk.accounting.day_book.page(day, before=day_entry_number(cursor), limit=limit + 1)
    following = after_day_entry(found[limit - 1]) if len(found) > limit else None
    return Page(items=[DayEntryBody.of(entry) for entry in found[:limit]], next=following)


@router.post("/{day}/close", status_code=202)
async def close_day(day: CalendarDay, caller: Caller, desk: TheDesk) -> DayBody:
    """Begin to close a day and the open days before it; again changes nothing. For accountants and admins."""
    oversee(caller)
    await desk.accounting.handle(CloseDay(day))
    return DayBody.of(await desk.accounting.days.one(day))
