"""Rebuilds: how far the one under way is, and in what those before it differed."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from analytics.domain.rebuild import Phase
from analytics.entrypoints.desk import Desk, TheDesk
from analytics.entrypoints.web.admission import admins_only, is_admin
from chassis.pages import message
from chassis.web.callers import SignedIn

router = APIRouter()

PHASES = {
    Phase.LOADING: message("histories arrive"),
    Phase.DERIVING: message("entries are counted"),
    Phase.DERIVED: message("what came meanwhile is counted"),
    Phase.FOLLOWING: message("compared with what is shown"),
    Phase.SWAPPED: message("shown since it ended"),
    Phase.ABANDONED: message("abandoned"),
}
FIGURES = {
    "figures of a day": message("figures of a day"),
    "balance at a day's end": message("balance at a day's end"),
    "most expensive task": message("most expensive task"),
    "tasks as expensive": message("tasks as expensive"),
    "totals of a closed day": message("totals of a closed day"),
    "names of tasks": message("names of tasks"),
    "reported completions": message("reported completions"),
    "reported prices": message("reported prices"),
    "reported payouts": message("reported payouts"),
}


@router.get("/rebuilds")
async def rebuilds_page(request: Request, visitor: SignedIn, desk: TheDesk) -> Response:
    if not is_admin(visitor):
        return admins_only(request, desk)
    return desk.pages.render(request, "analytics/rebuilds.html", **await _shown(desk))


@router.get("/rebuilds/list")
async def rebuilds_list(request: Request, visitor: SignedIn, desk: TheDesk) -> Response:
    if not is_admin(visitor):
        return admins_only(request, desk)
    return desk.pages.fragment(request, "analytics/rebuilds.html", "rebuilds", **await _shown(desk))


async def _shown(desk: Desk) -> dict[str, Any]:
    recent = await desk.analytics.rebuilds.recent()
    differing = next((each for each in recent if each.differences), None)
    return {
        "rebuilds": recent,
        "differing": differing,
        "differences": await desk.analytics.rebuilds.differences(differing.id) if differing else [],
        "phases": PHASES,
        "figures": FIGURES,
    }
