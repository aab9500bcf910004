"""Where confidential clients ask what a token stands for at this moment (RFC 7662)."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from auth.application.commands.inspect_refresh_token import InspectRefreshToken
from auth.domain.client import Client
from auth.entrypoints.desk import Desk, TheDesk
from auth.entrypoints.oidc.forms import NO_STORE, OAuthRefusal, authenticated, needed, read_form

TOLD = ("iss", "sub", "aud", "client_id", "iat", "exp", "jti", "scope", "auth_time", "acr", "amr")
INACTIVE = {"active": False}

router = APIRouter(include_in_schema=False)


@router.post("/introspect")
async def introspect(request: Request, desk: TheDesk) -> Response:
    """Whatever is wrong with a token, the answer is the same: it is not active, and nothing more."""
    try:
        form = await read_form(request)
        client = authenticated(request, form, desk.clients)
        token = needed(form, "token")
    except OAuthRefusal as refusal:
        return refusal.answer()
    answer = await _access_token(desk, token) or await _refresh_token(desk, client, token) or INACTIVE
    return JSONResponse(answer, headers=NO_STORE)


async def _access_token(desk: Desk, token: str) -> dict[str, Any] | None:
    claims = await desk.reader.access_token(token)
    account = None if claims is None else await desk.access.account_behind(claims)
    if claims is None or account is None or not account.active:
        return None
    told = {name: claims[name] for name in TOLD if name in claims}
    return {"active": True, "token_type": "Bearer", "username": account.email, **told}


async def _refresh_token(desk: Desk, client: Client, token: str) -> dict[str, Any] | None:
    live = await desk.mediator.handle_command(InspectRefreshToken(client.client_id, token))
    if live is None:
        return None
    return {
        "active": True,
        "iss": desk.issuer,
        "sub": str(live.account_id),
        "client_id": client.client_id,
        "scope": " ".join(live.scopes),
        "iat": int(live.issued_at.timestamp()),
        "exp": int(live.expires_at.timestamp()),
    }
