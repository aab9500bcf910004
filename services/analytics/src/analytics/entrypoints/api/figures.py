"""The figures over JSON, for admins."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from analytics.domain.periods import Period
from analytics.entrypoints.api.bodies import DayBody, EarningsBody, MostExpensiveTasksBody, SummaryBody
from analytics.entrypoints.desk import Desk, TheDesk
from chassis.roles import Role
from chassis.web.callers import Caller, require
from chassis.web.days import CalendarDay

DAYS_DEFAULT = 7


async def _only_admins(caller: Caller) -> None:
    require(caller, Role.ADMIN)


router = APIRouter(tags=["figures"], dependencies=[Depends(_only_admins)])

From = Annotated[
    CalendarDay | None, Query(alias="from", description="First day; six days before `to` if left out.")
]
To = Annotated[CalendarDay | None, Query(alias="to", description="Last day; today if left out.")]


@router.get("/summary")
async def get_summary(desk: TheDesk) -> SummaryBody:
    """Today at a glance."""
    return SummaryBody.of(await desk.analytics.summaries.of(desk.today()))


@router.get("/most-expensive-tasks")
async def list_most_expensive_tasks(
    desk: TheDesk, first: From = None, last: To = None
) -> MostExpensiveTasksBody:
    """The most expensive task of each day of a range, and of the whole range."""
    period = _period(desk, first, last)
    return MostExpensiveTasksBody.of(await desk.analytics.most_expensive_tasks.by_day(period))


@router.get("/earnings")
async def list_earnings(desk: TheDesk, first: From = None, last: To = None) -> EarningsBody:
    """What each day of a range brought."""
    days = await desk.analytics.earnings.by_day(_period(desk, first, last))
    return EarningsBody(days=[DayBody.of(day) for day in days])


def _period(desk: Desk, first: date | None, last: date | None) -> Period:
    last = last or desk.today()
    return Period.between(first or last - timedelta(days=DAYS_DEFAULT - 1), last)
