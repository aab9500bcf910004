"""Every component in every state, to look at while developing; never there in production."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from chassis.identifiers import AccountId
from chassis.pages.flash import TONES, Tone
from chassis.pages.rendering import PageRenderer
from chassis.roles import Role
from chassis.visitor import Visitor

SAMPLE_DAYS = 14
SAMPLE_ACCOUNT = AccountId(UUID("0198f1d0-0000-7000-8000-000000000001"))
FEES = (41200, 38800, 52600, 0, 12000, 61400, 58800, 47900, 50300, 66100, 15000, 8200, 70400, 64300)
REWARDS = (30100, 45200, 38700, 2000, 9000, 44100, 71200, 39800, 41500, 52000, 21000, 4100, 49800, 38800)


def gallery_router(pages: PageRenderer) -> APIRouter:
    """`GET /gallery` and the pages its dialogs and forms lead to."""
    router = APIRouter(prefix="/gallery", include_in_schema=False)

    @router.get("")
    async def gallery(request: Request, role: Role = Role.ADMIN, q: str = "") -> HTMLResponse:
        """All components."""
        _pretend(request, role)
        return pages.render(request, "gallery/index.html", q=q, **_samples(pages.formatter(request).today()))

    @router.get("/pages/{name}")
    async def page(request: Request, name: str) -> HTMLResponse:
        """One of the pages that dialogs lift: sheet, confirm; or a whole one: list, sign-in."""
        _pretend(request, Role.ADMIN)
        templates = {"sheet", "confirm", "sign-in", "list"}
        if name not in templates:
            return pages.problem(request, 404)
        return pages.render(
            request, f"gallery/{name}.html", errors={}, **_samples(pages.formatter(request).today())
        )

    @router.get("/problems/{status}")
    async def problem(request: Request, status: int) -> HTMLResponse:
        """The problem page for a status."""
        _pretend(request, Role.WORKER)
        return pages.problem(request, status, code="example")

    @router.post("")
    async def post(request: Request, title: Annotated[str, Form()] = "", tone: str = "good") -> Response:
        """Refuses an empty title, otherwise says what it was given."""
        _pretend(request, Role.ADMIN)
        if not title:
            errors = {"title": pages.gettext(request, "Give it a title.")}
            return pages.render(
                request,
                "gallery/sheet.html",
                422,
                errors=errors,
                **_samples(pages.formatter(request).today()),
            )
        shown: Tone = next((known for known in TONES if known == tone), "neutral")
        flash = (shown, pages.gettext(request, "“%(title)s” flew off to a popug", title=title))
        return pages.redirect(request, "/gallery", flash=flash)

    return router


def _pretend(request: Request, role: Role) -> None:
    request.state.visitor = Visitor(SAMPLE_ACCOUNT, "Kesha Popugov", f"{role}@popug.inc", role)


def _samples(today: date) -> dict[str, Any]:
    now = datetime.now(UTC)
    days = [today - timedelta(days=age) for age in reversed(range(SAMPLE_DAYS))]
    return {
        "now": now,
        "ages": [
            now - timedelta(seconds=age)
            for age in (5, 130, 2700, 5 * 3600, 30 * 3600, 40 * 86400, 500 * 86400)
        ],
        "days": days,
        "fees": FEES,
        "rewards": REWARDS,
        "points": [
            (str(day.day), fee - reward) for day, fee, reward in zip(days, FEES, REWARDS, strict=True)
        ],
    }
