"""What top management earned, over JSON."""

from typing import Annotated

from fastapi import APIRouter, Query

from accounting.entrypoints.api.bodies import EarningsBody, EarningsOfDayBody
from accounting.entrypoints.desk import TheDesk, oversee
from accounting.entrypoints.ranges import days_between
from chassis.web.callers import Caller
from chassis.web.days import CalendarDay
from chassis.web.money import dollars

router = APIRouter(prefix="/management", tags=["management"])

From = Annotated[CalendarDay | None, Query(alias="from", description="First day; two weeks back by default.")]
To = Annotated[CalendarDay | None, Query(description="Last day; today by default.")]


@router.get("/earnings")
async def get_earnings(caller: Caller, desk: TheDesk, *, first: From = None, to: To = None) -> EarningsBody:
    """For accountants and admins; days without entries are there with zeros."""
    oversee(caller)
    running = (await desk.business_day()).day
    start, end = days_between(first, to, today=running)
    today = await desk.accounting.days.one(running)
    days = await desk.accounting.days.earnings(start, end)
    return EarningsBody(today=dollars(today.earnings), days=[EarningsOfDayBody.of(day) for day in days])
