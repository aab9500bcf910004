"""Personal access tokens into access tokens, for scripts (RFC 8693).

A script has nothing but its personal access token, which proves more than a secret shared by all scripts
could: no client is asked for, and one that is named nevertheless has to prove itself like any other.
"""

from typing import Any

from fastapi import Request

from auth.application.commands.use_personal_token import PersonalTokenUse, UsePersonalToken
from auth.domain.claims import AUDIENCE, Occasion
from auth.domain.identifiers import ClientId
from auth.entrypoints.desk import Desk
from auth.entrypoints.oidc.forms import Form, OAuthRefusal, authenticated, needed

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:token-exchange"
ACCESS_TOKEN_TYPE = "urn:ietf:params:oauth:token-type:access_token"  # noqa: S105 - a name, no secret
SCRIPT = ClientId("personal-access-token")
SCOPES = ("openid", "profile", "email")


async def exchange(desk: Desk, request: Request, form: Form) -> dict[str, Any]:
    """The token endpoint's successful answer; raises `OAuthRefusal`."""
    if "authorization" in request.headers or "client_id" in form or "client_secret" in form:
        authenticated(request, form, desk.clients)
    scopes = _checked(form)
    use = await desk.mediator.handle_command(UsePersonalToken(needed(form, "subject_token")))
    if use is None:
        raise OAuthRefusal("invalid_grant", "The personal access token is not valid, or not any more.")
    return await desk.tokens.exchanged(use.account, _occasion(use, scopes), use.token.expires_at) | {
        "issued_token_type": ACCESS_TOKEN_TYPE
    }


def _checked(form: Form) -> tuple[str, ...]:
    if needed(form, "subject_token_type") != ACCESS_TOKEN_TYPE:
        raise OAuthRefusal("invalid_request", f"subject_token_type is {ACCESS_TOKEN_TYPE}.")
    if form.get("requested_token_type", ACCESS_TOKEN_TYPE) != ACCESS_TOKEN_TYPE:
        raise OAuthRefusal("invalid_request", f"requested_token_type is {ACCESS_TOKEN_TYPE} or left out.")
    if "actor_token" in form or "actor_token_type" in form:
        raise OAuthRefusal("invalid_request", "Nobody acts for anybody else here: leave actor_token out.")
    if "resource" in form or form.get("audience", AUDIENCE) != AUDIENCE:
        raise OAuthRefusal("invalid_target", f"The only audience is {AUDIENCE}.")
    asked = form.get("scope", "").split() or list(SCOPES)
    if not set(asked) <= set(SCOPES):
        raise OAuthRefusal("invalid_scope", f"The scopes are {' '.join(SCOPES)}.")
    return tuple(scope for scope in SCOPES if scope in asked)


def _occasion(use: PersonalTokenUse, scopes: tuple[str, ...]) -> Occasion:
    return Occasion(SCRIPT, scopes, use.token.created_at, personal_token_id=use.token.token_id, methods=None)
