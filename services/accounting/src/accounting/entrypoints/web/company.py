"""The company: what top management earned, day by day, and everyone's balance."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from accounting.application.queries.accounts import Headcount
from accounting.entrypoints.desk import Desk, TheDesk, oversee
from accounting.entrypoints.downloads import DAY_COLUMNS, days_of_company
from accounting.entrypoints.places import account_place, after_account
from accounting.entrypoints.ranges import DAYS_DEFAULT, days_between
from accounting.entrypoints.web.audit_log import Cursor
from chassis.web.callers import SignedIn
from chassis.web.csv import csv_download
from chassis.web.days import CalendarDay

ROWS = 50
SEARCH_LENGTH_MAX = 200

router = APIRouter(prefix="/company")

Text = Annotated[str, Query(max_length=SEARCH_LENGTH_MAX)]
Only = Annotated[str, Query(pattern="^(|red)$")]
Until = Annotated[CalendarDay | None, Query()]


@router.get("")
async def company_page(
    request: Request,
    visitor: SignedIn,
    desk: TheDesk,
    *,
    q: Text = "",
    only: Only = "",
    cursor: Cursor = "",
    until: Until = None,
) -> Response:
    oversee(visitor)
    shown = {**await _figures(desk, until), **await _employees(desk, q, only, cursor)}
    return desk.pages.render(request, "accounting/company.html", **shown)


@router.get("/figures")
async def company_figures(
    request: Request, visitor: SignedIn, desk: TheDesk, until: Until = None
) -> Response:
    oversee(visitor)
    shown = await _figures(desk, until)
    return desk.pages.fragment(request, "accounting/company.html", "figures", **shown)


@router.get("/employees")
async def company_employees(
    request: Request,
    visitor: SignedIn,
    desk: TheDesk,
    *,
    q: Text = "",
    only: Only = "",
    cursor: Cursor = "",
) -> Response:
    oversee(visitor)
    shown = await _employees(desk, q, only, cursor)
    return desk.pages.fragment(request, "accounting/company.html", "employees", **shown)


@router.get("/days.csv")
async def days_csv(visitor: SignedIn, desk: TheDesk) -> Response:
    oversee(visitor)
    return csv_download("days.csv", DAY_COLUMNS, days_of_company(desk))


async def _figures(desk: Desk, until: date | None) -> dict[str, Any]:
    today = await desk.business_day()
    first, last = days_between(None, min(until or today.day, today.day), today=today.day)
    days = await desk.accounting.days.earnings(first, last)
    return {
        "today": today,
        "of_today": await desk.accounting.days.one(today.day),
        "days": list(reversed(days)),
        "points": [(str(day.day.day), day.earnings) for day in days],
        "closable": await desk.closable(),
        **await _other_days(desk, first, last, today.day),
    }


async def _other_days(desk: Desk, first: date, last: date, today: date) -> dict[str, str]:
    """The addresses of the page itself, of the days after and of those before, as far as there are any."""
    start = await desk.accounting.days.first()
    later = last + timedelta(days=DAYS_DEFAULT)
    earlier = first - timedelta(days=1)
    return {
        "figures_href": "/company/figures" + ("" if last == today else f"?until={last}"),
        "newer_href": "" if last == today else "/company" + ("" if later >= today else f"?until={later}"),
        "older_href": f"/company?until={earlier}" if start is not None and start <= earlier else "",
    }


async def _employees(desk: Desk, q: str, only: str, cursor: str) -> dict[str, Any]:
    after = account_place(cursor or None)
    views = desk.accounting.accounts
    found = await views.page(
        q.strip(), today=desk.today(), after=after, limit=ROWS + 1, in_the_red=only == "red"
    )
    headcount = await views.headcount()
    kept = {name: value for name, value in (("q", q), ("only", only)) if value}
    following = after_account(found[ROWS - 1]) if len(found) > ROWS else ""
    return {
        "employees": found[:ROWS],
        "headcount": headcount,
        "count": _count(headcount, kept, None if cursor or following else len(found)),
        "q": q,
        "only": only,
        "employees_here": _address("/company/employees", {**kept, **({"cursor": cursor} if cursor else {})}),
        "employees_first": _address("/company", kept) if cursor else "",
        "employees_next": _address("/company", {**kept, "cursor": following}) if following else "",
    }


def _count(headcount: Headcount, kept: Mapping[str, str], on_the_only_page: int | None) -> int | None:
    """How many there are of those who are listed, as far as that is known."""
    if not kept:
        return headcount.employees
    return headcount.in_the_red if "q" not in kept else on_the_only_page


def _address(path: str, query: dict[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path
