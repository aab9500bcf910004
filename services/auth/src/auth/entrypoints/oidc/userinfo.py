"""Who an access token speaks for (OpenID Connect Core, section 5.3; RFC 6750)."""

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from auth.domain.claims import about
from auth.entrypoints.desk import TheDesk
from auth.entrypoints.oidc.forms import FORM, NO_STORE, OAuthRefusal, read_form

REALM = 'Bearer realm="popug"'

router = APIRouter(include_in_schema=False)


@router.api_route("/userinfo", methods=["GET", "POST"])
async def userinfo(request: Request, desk: TheDesk) -> Response:
    try:
        token = await _token_in(request)
    except OAuthRefusal as refusal:
        return _refused(400, f', error="{refusal.error}"')
    if token is None:
        return _refused(401, "")
    claims = await desk.reader.access_token(token)
    account = None if claims is None else await desk.access.account_behind(claims)
    if claims is None or account is None or not account.active:
        return _refused(401, ', error="invalid_token"')
    scopes = str(claims["scope"]).split()
    if "openid" not in scopes:
        return _refused(403, ', error="insufficient_scope", scope="openid"')
    return JSONResponse(about(account.state(), scopes), headers=NO_STORE)


async def _token_in(request: Request) -> str | None:
    """From the header or, posted, from the form, but never from both and never from the address."""
    scheme, _, in_header = request.headers.get("authorization", "").partition(" ")
    posts_form = request.headers.get("content-type", "").partition(";")[0].strip().lower() == FORM
    form = await read_form(request) if request.method == "POST" and posts_form else {}
    in_form = form.get("access_token")
    if scheme.lower() != "bearer" or not in_header:
        return in_form or None
    if in_form:
        raise OAuthRefusal("invalid_request", "Send the token in one way, not in two.")
    return in_header.strip()


def _refused(status: int, why: str) -> Response:
    return Response(status_code=status, headers={"WWW-Authenticate": REALM + why})
