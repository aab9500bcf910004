"""Where clients exchange codes and refresh tokens (OpenID Connect Core, 3.1.3 and 12; RFC 7009; RFC 8693)."""

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from auth.application.commands.redeem_code import RedeemCode
from auth.application.commands.refresh_tokens import RefreshTokens
from auth.application.commands.revoke_grant import RevokeGrant
from auth.application.granted import Granted
from auth.domain.client import Client
from auth.domain.grant import Refusal
from auth.entrypoints.access import grant_of
from auth.entrypoints.desk import Desk, TheDesk
from auth.entrypoints.oidc import token_exchange
from auth.entrypoints.oidc.forms import NO_STORE, Form, OAuthRefusal, authenticated, needed, read_form

router = APIRouter(include_in_schema=False)


@router.post("/token")
async def token(request: Request, desk: TheDesk) -> Response:
    try:
        form = await read_form(request)
        if form.get("grant_type") == token_exchange.GRANT_TYPE:
            answer = await token_exchange.exchange(desk, request, form)
        else:
            client = authenticated(request, form, desk.clients)
            answer = await desk.tokens.answer(await _granted(desk, client, form))
    except OAuthRefusal as refusal:
        return refusal.answer()
    return JSONResponse(answer, headers=NO_STORE)


@router.post("/revoke")
async def revoke(request: Request, desk: TheDesk) -> Response:
    """Unknown tokens are answered like known ones; an access token ends the grant it stems from."""
    try:
        form = await read_form(request)
        client = authenticated(request, form, desk.clients)
        secret = needed(form, "token")
    except OAuthRefusal as refusal:
        return refusal.answer()
    claims = await desk.reader.access_token(secret)
    grant_id = None if claims is None else grant_of(claims)
    await desk.mediator.handle_command(RevokeGrant(client.client_id, secret, grant_id))
    return Response(status_code=200, headers=NO_STORE)


async def _granted(desk: Desk, client: Client, form: Form) -> Granted:
    match form.get("grant_type"):
        case "authorization_code":
            command: RedeemCode | RefreshTokens = RedeemCode(
                client.client_id,
                needed(form, "code"),
                needed(form, "redirect_uri"),
                needed(form, "code_verifier"),
            )
        case "refresh_token":
            scopes = tuple(form.get("scope", "").split())
            command = RefreshTokens(client.client_id, needed(form, "refresh_token"), scopes)
        case None | "":
            raise OAuthRefusal("invalid_request", "grant_type is missing.")
        case _:
            raise OAuthRefusal("unsupported_grant_type", "This grant type is not supported.")
    answer = await desk.mediator.handle_command(command)
    if answer is Refusal.WIDER_SCOPE:
        raise OAuthRefusal("invalid_scope", "A refresh never gives more than was granted.")
    if isinstance(answer, Refusal):
        raise OAuthRefusal("invalid_grant", "The code or token is not good for this client, or not any more.")
    return answer
