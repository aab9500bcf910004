"""The dashboard: today at a glance, and a range of days in charts and as a list."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from analytics.entrypoints.desk import Desk, TheDesk
from analytics.entrypoints.web.charts import charts_of
from analytics.entrypoints.web.ranges import Chosen, chosen_range
from chassis.pages import message
from chassis.roles import Role
from chassis.web.callers import SignedIn

router = APIRouter()


@router.get("/")
async def dashboard_page(request: Request, visitor: SignedIn, desk: TheDesk) -> Response:
    if visitor.role is not Role.ADMIN:
        return admins_only(request, desk)
    chosen = chosen_range(request.query_params, desk.today())
    shown = await _shown(request, desk, chosen)
    return desk.pages.render(request, "analytics/dashboard.html", 422 if chosen.refusal else 200, **shown)


@router.get("/figures")
async def dashboard_figures(request: Request, visitor: SignedIn, desk: TheDesk) -> Response:
    if visitor.role is not Role.ADMIN:
        return admins_only(request, desk)
    chosen = chosen_range(request.query_params, desk.today())
    shown = await _shown(request, desk, chosen)
    return desk.pages.fragment(request, "analytics/dashboard.html", "figures", **shown)


def admins_only(request: Request, desk: Desk) -> Response:
    """Why there is nothing to see, and where there is."""
    return desk.pages.render(
        request,
        "analytics/admins_only.html",
        403,
        title=message("Analytics is for admins"),
        live=False,
    )


async def _shown(request: Request, desk: Desk, chosen: Chosen) -> dict[str, Any]:
    days = await desk.analytics.earnings.by_day(chosen.period)
    return {
        "chosen": chosen,
        "summary": await desk.analytics.summaries.of(desk.today()),
        "most_expensive": await desk.analytics.most_expensive_tasks.by_day(chosen.period),
        "days": [day.day for day in days],
        "charts": charts_of(desk.pages, request, days),
    }
