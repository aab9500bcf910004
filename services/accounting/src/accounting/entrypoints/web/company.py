"""The company: what top management earned, day by day, and everyone's balance."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from accounting.domain.business_day import DayState
from accounting.entrypoints.desk import Desk, TheDesk, oversee
from accounting.entrypoints.places import account_place, after_account
from accounting.entrypoints.ranges import DAYS_DEFAULT, days_between
from accounting.entrypoints.web.audit_log import Cursor
from chassis.web.callers import SignedIn

ROWS = 50
SEARCH_LENGTH_MAX = 200

router = APIRouter(prefix="/company")

Text = Annotated[str, Query(max_length=SEARCH_LENGTH_MAX)]


@router.get("")
async def company_page(
    request: Request, visitor: SignedIn, desk: TheDesk, q: Text = "", cursor: Cursor = ""
) -> Response:
    oversee(visitor)
    shown = {**await _figures(desk), **await _employees(desk, q, cursor)}
    return desk.pages.render(request, "accounting/company.html", **shown)


@router.get("/figures")
async def company_figures(request: Request, visitor: SignedIn, desk: TheDesk) -> Response:
    oversee(visitor)
    return desk.pages.fragment(request, "accounting/company.html", "figures", **await _figures(desk))


@router.get("/employees")
async def company_employees(
    request: Request, visitor: SignedIn, desk: TheDesk, q: Text = "", cursor: Cursor = ""
) -> Response:
    oversee(visitor)
    shown = await _employees(desk, q, cursor)
    return desk.pages.fragment(request, "accounting/company.html", "employees", **shown)


async def _figures(desk: Desk) -> dict[str, Any]:
    today = desk.today()
    running = await desk.accounting.days.running(today)
    first, last = days_between(None, max(today, running), today=today)
    days = await desk.accounting.days.earnings(first, last)
    of_today = next(day for day in days if day.day == today)
    may_close = desk.close_ahead_of_time and of_today.state is DayState.OPEN
    return {
        "today": of_today,
        "days": list(reversed(days)),
        "points": [(str(day.day.day), day.earnings) for day in days[-DAYS_DEFAULT:]],
        "may_close": may_close,
    }


async def _employees(desk: Desk, q: str, cursor: str) -> dict[str, Any]:
    after = account_place(cursor or None)
    views = desk.accounting.accounts
    found = await views.page(q.strip(), today=desk.today(), after=after, limit=ROWS + 1)
    return {
        "employees": found[:ROWS],
        "headcount": await views.headcount(),
        "q": q,
        "cursor": cursor,
        "following": after_account(found[ROWS - 1]) if len(found) > ROWS else "",
    }
