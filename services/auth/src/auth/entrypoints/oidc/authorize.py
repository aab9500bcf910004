"""Where clients send people to sign in (OpenID Connect Core, section 3.1.2)."""

from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from auth.application.commands.grant_authorization import GrantAuthorization
from auth.application.queries.signed_in import SignedIn
from auth.domain.authorization_request import (
    AuthorizationRequest,
    RefusedRequest,
    UntrustedRequest,
    read_request,
)
from auth.domain.identifiers import GrantId
from auth.entrypoints.continuation import parameters_of
from auth.entrypoints.desk import Desk, TheDesk, present
from auth.entrypoints.oidc.forms import OAuthRefusal, read_form
from chassis.identifiers import new_id
from chassis.web.callers import visitor_of

router = APIRouter(include_in_schema=False)


@router.get("/authorize")
async def authorize(request: Request, desk: TheDesk) -> Response:
    await visitor_of(request)
    parameters = parameters_of(f"?{request.url.query}")
    try:
        asked = read_request(parameters, desk.clients)
        return await _answer(desk, request, asked, parameters)
    except UntrustedRequest as untrusted:
        return desk.pages.problem(request, 400, detail=str(untrusted), code="untrusted_request", wit=False)
    except RefusedRequest as refused:
        return _refusal(desk, refused)


@router.post("/authorize")
async def authorize_by_form(request: Request, desk: TheDesk) -> Response:
    """A browser brings no session along in a post from another site: it comes again with a get."""
    try:
        form = await read_form(request)
    except OAuthRefusal as refusal:
        return desk.pages.problem(request, 400, detail=refusal.description, code=refusal.error, wit=False)
    return RedirectResponse(f"/authorize?{urlencode(form, doseq=True)}", 303)


async def _answer(
    desk: Desk, request: Request, asked: AuthorizationRequest, parameters: dict[str, list[str]]
) -> Response:
    signed_in = present(request)
    if signed_in is None or await _has_to_sign_in(desk, asked, signed_in, parameters):
        if asked.is_silent:
            raise asked.refused("login_required", "Nobody is signed in, and nobody may be asked to.")
        return _to_sign_in(desk, asked, parameters)
    code = await desk.mediator.handle_command(GrantAuthorization(GrantId(new_id()), asked, signed_in.session))
    return _back(asked.redirect_uri, {"code": code, "state": asked.state, "iss": desk.issuer})


async def _has_to_sign_in(
    desk: Desk, asked: AuthorizationRequest, signed_in: SignedIn, parameters: dict[str, list[str]]
) -> bool:
    asked_at = None if asked.is_silent else desk.continuations.asked_at(parameters)
    if asked.needs_sign_in(signed_in.session.authenticated_at, asked_at, desk.clock.now()):
        return True
    if asked.id_token_hint is None:
        return False
    hint = await desk.reader.id_token_hint(asked.id_token_hint)
    return hint is None or hint["sub"] != str(signed_in.account.account_id)


def _to_sign_in(desk: Desk, asked: AuthorizationRequest, parameters: dict[str, list[str]]) -> Response:
    back = desk.continuations.to_authorize(parameters, desk.clock.now())
    query = {"next": back, "again": "yes", "hint": asked.login_hint, "lang": " ".join(asked.ui_locales)}
    return RedirectResponse(f"/sign-in?{urlencode({k: v for k, v in query.items() if v})}", 303)


def _refusal(desk: Desk, refused: RefusedRequest) -> Response:
    answer = {
        "error": refused.error,
        "error_description": refused.description,
        "state": refused.state,
        "iss": desk.issuer,
    }
    return _back(refused.redirect_uri, answer)


def _back(redirect_uri: str, answer: dict[str, str | None]) -> Response:
    query = urlencode({name: value for name, value in answer.items() if value is not None})
    separator = "&" if "?" in redirect_uri else "?"
    return RedirectResponse(f"{redirect_uri}{separator}{query}", 303)
