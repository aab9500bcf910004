"""A visitor's language, theme and shortcuts: cookies ignore ports, so one choice holds on all dashboards."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse

from chassis.pages.languages import LOCALE_COOKIE, LOCALES

THEME_COOKIE = "popug_theme"
THEMES = ("system", "light", "dark")
KEYS_COOKIE = "popug_keys"
KEYS = ("on", "off")
CHOICES = {LOCALE_COOKIE: LOCALES, THEME_COOKIE: THEMES, KEYS_COOKIE: KEYS}
KEPT_SECONDS = 365 * 24 * 3600

preferences_router = APIRouter(include_in_schema=False)


@preferences_router.post("/preferences")
async def choose(
    request: Request,
    locale: Annotated[str, Form()] = "",
    theme: Annotated[str, Form()] = "",
    keys: Annotated[str, Form()] = "",
    next_path: Annotated[str, Form(alias="next")] = "/",
) -> RedirectResponse:
    """Keep what was chosen, leave the rest, and go back to where the visitor was."""
    response = RedirectResponse(local_path(next_path), status_code=303)
    for cookie, choice in ((LOCALE_COOKIE, locale), (THEME_COOKIE, theme), (KEYS_COOKIE, keys)):
        if choice in CHOICES[cookie]:
            response.set_cookie(
                cookie,
                choice,
                max_age=KEPT_SECONDS,
                httponly=True,
                samesite="lax",
                secure=request.url.scheme == "https",
            )
    return response


def local_path(target: str) -> str:
    """`target` when it is a path on this very server, otherwise `/`: nobody is sent elsewhere by a form."""
    if not target.startswith("/") or target.startswith("//") or "\\" in target:
        return "/"
    return target if target.isprintable() and target.isascii() else "/"
