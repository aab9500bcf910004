"""What this provider can do, and the keys its tokens are verified with."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from auth.domain.account import LOCALES
from auth.domain.authorization_request import PROMPTS_SHOWN, SCOPES
from auth.domain.claims import ACR_VALUES, CLAIMS
from auth.entrypoints.desk import TheDesk
from auth.entrypoints.oidc.token_exchange import GRANT_TYPE

CACHED = {"Cache-Control": "public, max-age=300"}
CLIENT_AUTHENTICATION = ["client_secret_basic", "client_secret_post"]

router = APIRouter(include_in_schema=False)


@router.get("/.well-known/openid-configuration")
async def discovery(desk: TheDesk) -> Response:
    return JSONResponse(metadata(desk.issuer), headers=CACHED)


@router.get("/jwks")
async def jwks(desk: TheDesk) -> Response:
    return JSONResponse(await desk.keys.jwks(), headers=CACHED)


def metadata(issuer: str) -> dict[str, Any]:
    """OpenID Connect Discovery 1.0, section 3; RFC 8414; RFC 9207."""
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "userinfo_endpoint": f"{issuer}/userinfo",
        "jwks_uri": f"{issuer}/jwks",
        "revocation_endpoint": f"{issuer}/revoke",
        "introspection_endpoint": f"{issuer}/introspect",
        "end_session_endpoint": f"{issuer}/end-session",
        "scopes_supported": list(SCOPES),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token", GRANT_TYPE],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "token_endpoint_auth_methods_supported": CLIENT_AUTHENTICATION,
        "introspection_endpoint_auth_methods_supported": CLIENT_AUTHENTICATION,
        "revocation_endpoint_auth_methods_supported": CLIENT_AUTHENTICATION,
        "code_challenge_methods_supported": ["S256"],
        "prompt_values_supported": list(PROMPTS_SHOWN),
        "claim_types_supported": ["normal"],
        "claims_supported": list(CLAIMS),
        "ui_locales_supported": list(LOCALES),
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
        "acr_values_supported": list(ACR_VALUES),
        "authorization_response_iss_parameter_supported": True,
        "claims_parameter_supported": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
    }
