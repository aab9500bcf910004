"""A refusal's sentence in the visitor's language."""

from starlette.requests import Request

from chassis.access.account import RolesOnly
from chassis.errors import ServiceError
from chassis.pages import Pages, message
from chassis.roles import Role

ONLY_FOR = message("This is only for %(roles)s.")
AND = message("%(some)s and %(last)s")
ROLES = {
    Role.WORKER: message("workers"),
    Role.ACCOUNTANT: message("accountants"),
    Role.MANAGER: message("managers"),
    Role.ADMIN: message("admins"),
}
KNOWN = (
    message("This account is deactivated."),
    message("There is no such account."),
)
"""Sentences of refusals that pages show as they are; the page that says so translates them."""


def in_words(pages: Pages, request: Request, refusal: ServiceError) -> str:
    """The sentence; in English when there is no translation of it."""
    if isinstance(refusal, RolesOnly):
        return pages.gettext(request, ONLY_FOR, roles=_listed(pages, request, refusal.roles))
    return refusal.message


def _listed(pages: Pages, request: Request, roles: tuple[Role, ...]) -> str:
    *some, last = [pages.gettext(request, ROLES[role]) for role in roles]
    return pages.gettext(request, AND, some=", ".join(some), last=last) if some else last
