"""The dashboard: today at a glance, and a range of days in charts and as a list."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from analytics.application.views import Agreement, DayFigures, Freshness
from analytics.entrypoints.desk import Desk, TheDesk
from analytics.entrypoints.web.admission import admins_only, is_admin
from analytics.entrypoints.web.charts import charts_of
from analytics.entrypoints.web.ranges import Chosen, chosen_range
from analytics.entrypoints.web.words import day_range, short_day, whole_money
from chassis.web.callers import SignedIn

WORKER_SEEN_WITHIN = timedelta(seconds=30)

router = APIRouter()


@router.get("/")
async def dashboard_page(request: Request, visitor: SignedIn, desk: TheDesk) -> Response:
    if not is_admin(visitor):
        return admins_only(request, desk)
    chosen = chosen_range(request.query_params, desk.today())
    shown = await _shown(request, desk, chosen)
    return desk.pages.render(request, "analytics/dashboard.html", 422 if chosen.refusal else 200, **shown)


@router.get("/figures")
async def dashboard_figures(request: Request, visitor: SignedIn, desk: TheDesk) -> Response:
    if not is_admin(visitor):
        return admins_only(request, desk)
    chosen = chosen_range(request.query_params, desk.today())
    shown = await _shown(request, desk, chosen)
    return desk.pages.fragment(request, "analytics/dashboard.html", "figures", **shown)


async def _shown(request: Request, desk: Desk, chosen: Chosen) -> dict[str, Any]:
    dashboard = await desk.analytics.dashboards.of(desk.today(), chosen.period, chosen.listed)
    formatter, listed = desk.pages.formatter(request), chosen.listed
    return {
        "chosen": chosen,
        "dashboard": dashboard,
        "summary": dashboard.summary,
        "most_expensive": dashboard.most_expensive,
        "keeps_up": keeps_up(dashboard.freshness, desk.clock.now()),
        "days": [day.day for day in dashboard.days],
        "listed_days": [day for day in dashboard.days if day.day in listed],
        "agreed": None if listed == chosen.period else agreed_days(dashboard.days),
        "charts": charts_of(desk.pages, request, dashboard.days),
        "short_day": lambda day: short_day(day, formatter),
        "day_range": lambda period: day_range(period, formatter),
        "whole_money": lambda cents: whole_money(cents, formatter),
    }


def agreed_days(days: Sequence[DayFigures]) -> int:
    """How many of a range too long to be listed day by day are as accounting closed them."""
    return sum(day.agreement is Agreement.AGREED for day in days)


def keeps_up(freshness: Freshness | None, now: datetime) -> bool:
    """Whether a worker is there to bring the figures up to date."""
    return freshness is not None and now - freshness.seen_at <= WORKER_SEEN_WITHIN
