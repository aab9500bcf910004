"""Payouts: who was paid how much on which day, and what became of the mail about it."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from accounting.entrypoints.desk import Desk, TheDesk, oversee
from chassis.web.callers import SignedIn
from chassis.web.days import CalendarDay

ROWS = 50
DAYS = 31

router = APIRouter(prefix="/payouts")

Place = Annotated[int, Query(ge=0, le=2**31 - 1)]


@router.get("")
async def payouts_page(request: Request, visitor: SignedIn, desk: TheDesk) -> Response:
    oversee(visitor)
    days = await desk.accounting.days.recent_payouts(DAYS)
    return desk.pages.render(request, "accounting/payouts.html", days=days)


@router.get("/list")
async def payouts_fragment(request: Request, visitor: SignedIn, desk: TheDesk) -> Response:
    oversee(visitor)
    days = await desk.accounting.days.recent_payouts(DAYS)
    return desk.pages.fragment(request, "accounting/payouts.html", "payouts", days=days)


@router.get("/{day}")
async def payouts_of_day_page(
    day: CalendarDay, request: Request, visitor: SignedIn, desk: TheDesk, after: Place = 0
) -> Response:
    oversee(visitor)
    shown = await _payouts_of(day, desk, after)
    return desk.pages.render(request, "accounting/payouts_of_day.html", **shown)


@router.get("/{day}/list")
async def payouts_of_day_fragment(
    day: CalendarDay, request: Request, visitor: SignedIn, desk: TheDesk, after: Place = 0
) -> Response:
    oversee(visitor)
    shown = await _payouts_of(day, desk, after)
    return desk.pages.fragment(request, "accounting/payouts_of_day.html", "payouts", **shown)


async def _payouts_of(day: date, desk: Desk, after: int) -> dict[str, Any]:
    found = await desk.accounting.days.payouts(day, after=after, limit=ROWS + 1)
    return {
        "day": await desk.accounting.days.one(day),
        "payouts": found[:ROWS],
        "after": after,
        "later": found[ROWS - 1].number if len(found) > ROWS else None,
    }
