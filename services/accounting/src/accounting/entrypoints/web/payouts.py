"""Payouts: who was paid how much on which day."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from accounting.entrypoints.desk import TheDesk, oversee
from chassis.web.callers import SignedIn

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
    day: date, request: Request, visitor: SignedIn, desk: TheDesk, after: Place = 0
) -> Response:
    oversee(visitor)
    found = await desk.accounting.days.payouts(day, after=after, limit=ROWS + 1)
    return desk.pages.render(
        request,
        "accounting/payouts_of_day.html",
        day=await desk.accounting.days.one(day),
        payouts=found[:ROWS],
        after=after,
        later=found[ROWS - 1].number if len(found) > ROWS else None,
    )
