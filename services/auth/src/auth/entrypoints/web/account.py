"""One's own account: profile, password, sessions."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from auth.application.commands.change_profile import ChangeProfile
from auth.application.queries.signed_in import SignedIn as SignedInAccount
from auth.domain.account import LOCALES
from auth.domain.email import Email
from auth.domain.errors import SessionNotFound
from auth.entrypoints.desk import Desk, TheDesk, present
from auth.entrypoints.web.refusals import field_errors
from auth.entrypoints.web.sign_in import address_of, is_https
from chassis.errors import ServiceError
from chassis.pages.languages import LOCALE_COOKIE
from chassis.pages.preferences import KEPT_SECONDS
from chassis.web.callers import SignedIn

LANGUAGES = (("en", "English"), ("ru", "Русский"))

router = APIRouter()

Field = Annotated[str, Form()]


@router.get("/")
async def home() -> Response:
    return RedirectResponse("/account", 303)


@router.get("/account")
async def account_page(request: Request, _: SignedIn, desk: TheDesk) -> Response:
    return await _page(request, desk)


@router.post("/account/profile")
async def change_profile(
    request: Request, account: SignedIn, desk: TheDesk, name: Field = "", locale: Field = ""
) -> Response:
    try:
        await desk.mediator.handle_command(ChangeProfile(account.account_id, name, locale))
    except ServiceError as refusal:
        return await _page(request, desk, field_errors(request, desk.pages, refusal), 422)
    text = desk.pages.gettext(request, "Your profile is saved.")
    response = desk.pages.redirect(request, "/account", flash=("good", text))
    if locale in LOCALES:
        response.set_cookie(
            LOCALE_COOKIE, locale, max_age=KEPT_SECONDS, httponly=True, samesite="lax", secure=is_https(desk)
        )
    return response


@router.post("/account/password")
async def change_password(
    request: Request,
    account: SignedIn,
    desk: TheDesk,
    current_password: Field = "",
    new_password: Field = "",
) -> Response:
    own = _own(request)
    try:
        await desk.sign_in.change_password(
            Email.parse(account.email),
            current_password,
            new_password,
            address_of(request),
            own.session.session_id,
        )
    except ServiceError as refusal:
        return await _page(request, desk, field_errors(request, desk.pages, refusal), 422)
    text = desk.pages.gettext(request, "Your password is changed; you are signed out everywhere else.")
    return desk.pages.redirect(request, "/account", flash=("good", text))


async def _page(
    request: Request, desk: Desk, errors: dict[str, str] | None = None, status: int = 200
) -> Response:
    own = _own(request)
    return desk.pages.render(
        request,
        "auth/account.html",
        status,
        account=own.account,
        languages=LANGUAGES,
        errors=errors or {},
        narrow=True,
    )


def _own(request: Request) -> SignedInAccount:
    own = present(request)
    if own is None:
        raise SessionNotFound("This session has ended already.")
    return own
