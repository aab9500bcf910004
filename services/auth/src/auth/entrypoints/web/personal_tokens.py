"""One's personal access tokens: each is shown when it is made and never again."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from auth.application.commands.make_personal_token import MakePersonalToken
from auth.application.commands.revoke_personal_token import RevokePersonalToken
from auth.domain.errors import PersonalTokenNotFound
from auth.domain.identifiers import PersonalTokenId
from auth.entrypoints.desk import Desk, TheDesk
from auth.entrypoints.web.refusals import field_errors
from chassis.errors import ServiceError
from chassis.identifiers import AccountId, new_id
from chassis.web.callers import SignedIn

PATH = "/account/tokens"
LIFETIMES_DAYS = (7, 30, 90, 365)
LIFETIME_DAYS_DEFAULT = 30
DAYS_DIGITS_MAX = 4

router = APIRouter(prefix=PATH)

Field = Annotated[str, Form()]


@router.get("")
async def tokens_page(request: Request, account: SignedIn, desk: TheDesk) -> Response:
    return await _page(request, desk, account.account_id)


@router.post("")
async def make_token(
    request: Request, account: SignedIn, desk: TheDesk, name: Field = "", days: Field = ""
) -> Response:
    """Answers the page with the token in it: a redirect would have to carry the token somewhere."""
    lifetime = int(days) if days.isascii() and days.isdigit() and len(days) <= DAYS_DIGITS_MAX else 0
    try:
        token = await desk.mediator.handle_command(
            MakePersonalToken(PersonalTokenId(new_id()), account.account_id, name, lifetime)
        )
    except ServiceError as refusal:
        errors = field_errors(request, desk.pages, refusal)
        return await _page(request, desk, account.account_id, name=name, days=days, errors=errors, status=422)
    return await _page(request, desk, account.account_id, made=token, made_name=name)


@router.post("/{token_id}/revoke")
async def revoke_token(request: Request, account: SignedIn, desk: TheDesk, token_id: UUID) -> Response:
    try:
        await desk.mediator.handle_command(RevokePersonalToken(account.account_id, PersonalTokenId(token_id)))
    except PersonalTokenNotFound:
        text = desk.pages.gettext(request, "This token is revoked already.")
    else:
        text = desk.pages.gettext(request, "The token is revoked.")
    return desk.pages.redirect(request, PATH, flash=("good", text))


async def _page(
    request: Request,
    desk: Desk,
    account_id: AccountId,
    *,
    name: str = "",
    days: str = str(LIFETIME_DAYS_DEFAULT),
    made: str = "",
    made_name: str = "",
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    lifetimes = [
        (each, desk.pages.ngettext(request, "%(num)s day", "%(num)s days", each)) for each in LIFETIMES_DAYS
    ]
    return desk.pages.render(
        request,
        "auth/personal_tokens.html",
        status,
        tokens=await desk.personal_tokens.of_account(account_id),
        now=desk.clock.now(),
        lifetimes=lifetimes,
        name=name,
        days=days,
        made=made,
        made_name=made_name,
        errors=errors or {},
        narrow=True,
    )
