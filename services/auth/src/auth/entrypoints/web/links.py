"""Links that come by mail, and asking for one: forgotten passwords, invitations, registrations."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from auth.application.commands.ask_for_new_password import AskForNewPassword
from auth.application.commands.confirm_registration import ConfirmRegistration
from auth.application.commands.set_password_by_link import SetPasswordByLink
from auth.domain.email import Email
from auth.domain.errors import InvalidEmail, LinkNotGood
from auth.domain.mailed_link import SETS_PASSWORD, LinkKind, MailedLink
from auth.domain.password import check_new_password
from auth.domain.secret import digest
from auth.entrypoints.desk import Desk, TheDesk
from auth.entrypoints.web.refusals import field_errors
from chassis.errors import ServiceError
from chassis.identifiers import AccountId, new_id
from chassis.web.callers import visitor_of

TOKEN_CHARACTERS_MAX = 200

router = APIRouter()

Field = Annotated[str, Form()]


@router.get("/forgotten-password")
async def forgotten_page(request: Request, desk: TheDesk) -> Response:
    await visitor_of(request)
    return _bare(request, desk, "auth/forgotten_password.html", asked=False, error="")


@router.post("/forgotten-password")
async def ask_for_new_password(request: Request, desk: TheDesk, email: Field = "") -> Response:
    """Says the same whether anybody has the e-mail or not."""
    await visitor_of(request)
    try:
        command = AskForNewPassword(Email.parse(email), desk.pages.locale(request))
    except InvalidEmail as refusal:
        error = field_errors(request, desk.pages, refusal)["email"]
        return _bare(request, desk, "auth/forgotten_password.html", 422, asked=False, error=error)
    await desk.mediator.handle_command(command)
    return _bare(request, desk, "auth/forgotten_password.html", asked=True, error="")


@router.get("/link")
async def link_page(request: Request, desk: TheDesk, token: str = "") -> Response:
    """Looking at a link does not use it up: programs that read mail open every link in it."""
    await visitor_of(request)
    link = await _good_link(desk, token)
    return _link_page(request, desk, link, token)


@router.post("/link/password")
async def set_password(request: Request, desk: TheDesk, token: Field = "", password: Field = "") -> Response:
    await visitor_of(request)
    link = await _good_link(desk, token)
    if link is None or link.kind not in SETS_PASSWORD:
        return _link_page(request, desk, None, token)
    try:
        check_new_password(password, Email(link.email))
        password_hash = await desk.hasher.hash(password)
        await desk.mediator.handle_command(SetPasswordByLink(token, password_hash))
    except LinkNotGood:
        return _link_page(request, desk, None, token)
    except ServiceError as refusal:
        return _link_page(request, desk, link, token, field_errors(request, desk.pages, refusal))
    text = desk.pages.gettext(request, "Your password is set: sign in with it.")
    return desk.pages.redirect(request, "/sign-in?next=/account", flash=("good", text))


@router.post("/link/registration")
async def confirm_registration(request: Request, desk: TheDesk, token: Field = "") -> Response:
    await visitor_of(request)
    try:
        await desk.mediator.handle_command(ConfirmRegistration(AccountId(new_id()), _bounded(token)))
    except LinkNotGood:
        return _link_page(request, desk, None, token)
    text = desk.pages.gettext(request, "Your account is confirmed: sign in.")
    return desk.pages.redirect(request, "/sign-in?next=/account", flash=("good", text))


async def _good_link(desk: Desk, token: str) -> MailedLink | None:
    link = await desk.links.with_token(digest(_bounded(token)))
    if link is None or not link.is_good(desk.clock.now()):
        return None
    return link if link.account_id is not None or link.kind is LinkKind.REGISTRATION else None


def _bounded(token: str) -> str:
    return token[:TOKEN_CHARACTERS_MAX]


def _link_page(
    request: Request,
    desk: Desk,
    link: MailedLink | None,
    token: str,
    errors: dict[str, str] | None = None,
) -> Response:
    status = 404 if link is None else 422 if errors else 200
    return _bare(request, desk, "auth/link.html", status, link=link, token=token, errors=errors or {})


def _bare(request: Request, desk: Desk, template: str, status: int = 200, **context: object) -> Response:
    return desk.pages.render(request, template, status, bare=True, live=False, **context)
