"""A business day: what it came to, and everyone's entries on it."""

from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from accounting.domain.business_day import DayState
from accounting.entrypoints.desk import Desk, TheDesk, oversee
from accounting.entrypoints.downloads import DAY_ENTRY_COLUMNS, entries_of_day
from accounting.entrypoints.places import after_day_entry, day_entry_number
from accounting.entrypoints.web.audit_log import Cursor
from chassis.web.callers import SignedIn
from chassis.web.csv import csv_download
from chassis.web.days import DAY_FIRST, CalendarDay

ROWS = 50

router = APIRouter(prefix="/days")


@router.get("/{day}")
async def day_page(
    day: CalendarDay, request: Request, visitor: SignedIn, desk: TheDesk, cursor: Cursor = ""
) -> Response:
    oversee(visitor)
    return desk.pages.render(request, "accounting/day.html", **await _shown(desk, day, cursor))


@router.get("/{day}/book")
async def day_fragment(
    day: CalendarDay, request: Request, visitor: SignedIn, desk: TheDesk, cursor: Cursor = ""
) -> Response:
    oversee(visitor)
    return desk.pages.fragment(request, "accounting/day.html", "book", **await _shown(desk, day, cursor))


@router.get("/{day}/entries.csv")
async def day_csv(day: CalendarDay, visitor: SignedIn, desk: TheDesk) -> Response:
    oversee(visitor)
    return csv_download(f"day-{day}.csv", DAY_ENTRY_COLUMNS, entries_of_day(desk, day))


async def _shown(desk: Desk, day: date, cursor: str) -> dict[str, Any]:
    before = day_entry_number(cursor or None)
    found = await desk.accounting.day_book.page(day, before=before, limit=ROWS + 1)
    today, closable = await desk.business_day(), await desk.closable()
    view = await desk.accounting.days.one(day)
    may_close = closable is not None and day <= closable and view.state is DayState.OPEN
    path = f"/days/{day}"
    return {
        "day": view,
        "entries_shown": found[:ROWS],
        "may_close": may_close,
        "happened_on": desk.happened_on,
        "earlier": day - timedelta(days=1) if day > DAY_FIRST else None,
        "later": day + timedelta(days=1) if day < today.day else None,
        "is_today": day == today.day,
        "here_href": f"{path}/book" + (f"?cursor={cursor}" if cursor else ""),
        "newest_href": path if cursor else "",
        "older_href": f"{path}?cursor={after_day_entry(found[ROWS - 1])}" if len(found) > ROWS else "",
    }
