"""One's passkeys: add, look through, remove."""

from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from auth.application.commands.add_passkey import AddPasskey
from auth.application.commands.begin_passkey import BeginPasskey
from auth.application.commands.remove_passkey import RemovePasskey
from auth.domain.errors import PasskeyNotFound
from auth.domain.identifiers import PasskeyId
from auth.domain.passkey import ENROLMENT_FRESHNESS
from auth.entrypoints.desk import Desk, TheDesk, present
from auth.entrypoints.web.browsers import browser_name
from auth.entrypoints.web.refusals import field_errors
from chassis.errors import ServiceError
from chassis.identifiers import AccountId, new_id
from chassis.web.callers import SignedIn

PATH = "/account/passkeys"
SIGN_IN_AGAIN = f"/sign-in?again=yes&next={quote(PATH, safe='')}"

router = APIRouter(prefix=PATH)

Field = Annotated[str, Form()]


@router.get("")
async def passkeys_page(request: Request, account: SignedIn, desk: TheDesk) -> Response:
    return await _page(request, desk, account.account_id)


@router.post("/options")
async def options(request: Request, account: SignedIn, desk: TheDesk) -> Response:
    """What the browser asks the device; 403 for somebody who signed in too long ago."""
    if not _is_fresh(request, desk):
        return Response(status_code=403)
    asked = await desk.mediator.handle_command(BeginPasskey(account.account_id))
    return Response(asked, media_type="application/json", headers={"Cache-Control": "no-store"})


@router.post("")
async def add(
    request: Request, account: SignedIn, desk: TheDesk, name: Field = "", answer: Field = ""
) -> Response:
    if not _is_fresh(request, desk):
        return RedirectResponse(SIGN_IN_AGAIN, 303)
    called = name.strip() or browser_name(request.headers.get("user-agent", "")) or "Passkey"
    try:
        await desk.mediator.handle_command(
            AddPasskey(PasskeyId(new_id()), account.account_id, called, answer)
        )
    except ServiceError as refusal:
        errors = field_errors(request, desk.pages, refusal)
        return await _page(request, desk, account.account_id, name=name, errors=errors, status=422)
    text = desk.pages.gettext(request, "The passkey is added: sign in with your beak from now on.")
    return desk.pages.redirect(request, PATH, flash=("good", text))


@router.post("/{passkey_id}/remove")
async def remove(request: Request, account: SignedIn, desk: TheDesk, passkey_id: UUID) -> Response:
    try:
        await desk.mediator.handle_command(RemovePasskey(account.account_id, PasskeyId(passkey_id)))
    except PasskeyNotFound:
        text = desk.pages.gettext(request, "This passkey is removed already.")
    else:
        text = desk.pages.gettext(request, "The passkey is removed.")
    return desk.pages.redirect(request, PATH, flash=("good", text))


def _is_fresh(request: Request, desk: Desk) -> bool:
    own = present(request)
    return own is not None and desk.clock.now() - own.session.authenticated_at < ENROLMENT_FRESHNESS


async def _page(
    request: Request,
    desk: Desk,
    account_id: AccountId,
    *,
    name: str = "",
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    return desk.pages.render(
        request,
        "auth/passkeys.html",
        status,
        passkeys=await desk.passkeys.of_account(account_id),
        again=SIGN_IN_AGAIN,
        name=name,
        errors=errors or {},
        narrow=True,
    )
