"""Who is let in to the pages, and what all others are told."""

from fastapi import Request
from starlette.responses import Response

from analytics.entrypoints.desk import Desk
from chassis.access import Account
from chassis.pages import message
from chassis.roles import Role


def is_admin(visitor: Account) -> bool:
    return visitor.role is Role.ADMIN


def admins_only(request: Request, desk: Desk) -> Response:
    """Why there is nothing to see, and where there is."""
    return desk.pages.render(
        request,
        "analytics/admins_only.html",
        403,
        title=message("Analytics is for admins"),
        live=False,
    )
