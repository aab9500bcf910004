"""Who an access token speaks for (OpenID Connect Core, section 5.3)."""

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from auth.domain.claims import about
from auth.entrypoints.access import account_behind
from auth.entrypoints.desk import TheDesk

router = APIRouter(include_in_schema=False)


@router.api_route("/userinfo", methods=["GET", "POST"])
async def userinfo(request: Request, desk: TheDesk) -> Response:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return Response(status_code=401, headers={"WWW-Authenticate": 'Bearer realm="popug"'})
    claims = await desk.reader.access_token(token.strip())
    account = None if claims is None else await account_behind(claims, desk.accounts, desk.signed_in)
    if claims is None or account is None or not account.active:
        challenge = 'Bearer realm="popug", error="invalid_token"'
        return Response(status_code=401, headers={"WWW-Authenticate": challenge})
    return JSONResponse(about(account.state(), str(claims["scope"]).split()))
