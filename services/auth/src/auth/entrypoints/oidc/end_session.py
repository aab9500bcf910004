"""Where clients send people to sign out (OpenID Connect RP-Initiated Logout 1.0)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from auth.application.commands.end_session import EndSession
from auth.application.queries.signed_in import SignedIn
from auth.domain.client import Client
from auth.entrypoints.continuation import parameters_of
from auth.entrypoints.desk import Desk, TheDesk, present
from auth.entrypoints.oidc.forms import OAuthRefusal, read_form
from chassis.web.callers import visitor_of

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class SignOut:
    """A checked request to sign out; `back_to` is an address of the client's, or None."""

    client: Client | None
    back_to: str | None
    state: str | None
    hint: Mapping[str, Any] | None

    def speaks_for(self, signed_in: SignedIn) -> bool:
        """Whether the client has shown a token of this very person, so that nobody need be asked."""
        return self.hint is not None and self.hint["sub"] == str(signed_in.account.account_id)

    def address(self) -> str:
        if self.back_to is None:
            return "/sign-in"
        if self.state is None:
            return self.back_to
        separator = "&" if "?" in self.back_to else "?"
        return f"{self.back_to}{separator}{urlencode({'state': self.state})}"


@router.get("/end-session")
async def end_session(request: Request, desk: TheDesk) -> Response:
    await visitor_of(request)
    asked = await _read(desk, _single(parameters_of(f"?{request.url.query}")))
    if asked is None:
        return desk.pages.problem(
            request, 400, detail=desk.pages.gettext(request, "The address to go back to is not known here.")
        )
    signed_in = present(request)
    if signed_in is None:
        return RedirectResponse(asked.address(), 303)
    if asked.speaks_for(signed_in):
        return await _end(desk, signed_in, asked)
    return desk.pages.render(
        request,
        "auth/sign_out.html",
        client=asked.client,
        fields={"client_id": asked.client.client_id if asked.client else ""}
        | {"post_logout_redirect_uri": asked.back_to or "", "state": asked.state or ""},
        bare=True,
        live=False,
    )


@router.post("/end-session")
async def end_session_by_form(request: Request) -> Response:
    form = await _form(request)
    return RedirectResponse(f"/end-session?{urlencode(form)}", 303)


@router.post("/sign-out")
async def sign_out(request: Request, desk: TheDesk) -> Response:
    """The layout's own button, and the answer to whether one really wants to."""
    await visitor_of(request)
    asked = await _read(desk, await _form(request))
    signed_in = present(request)
    if signed_in is None:
        return RedirectResponse(asked.address() if asked else "/sign-in", 303)
    return await _end(desk, signed_in, asked)


async def _end(desk: Desk, signed_in: SignedIn, asked: SignOut | None) -> Response:
    own, session_id = signed_in.account.account_id, signed_in.session.session_id
    await desk.mediator.handle_command(EndSession(own, session_id, signed_out=True))
    response = RedirectResponse(asked.address() if asked else "/sign-in", 303)
    desk.cookie.forget(response)
    return response


async def _read(desk: Desk, fields: Mapping[str, str]) -> SignOut | None:
    """None for a client or an address that does not belong together: nobody is sent there."""
    hint = await desk.reader.id_token_hint(fields["id_token_hint"]) if fields.get("id_token_hint") else None
    client_id = fields.get("client_id") or (str(hint["aud"]) if hint else None)
    client = desk.clients.get(client_id)
    if hint is not None and client_id != hint["aud"]:
        return None
    back_to = fields.get("post_logout_redirect_uri") or None
    if back_to is not None and (client is None or back_to not in client.post_logout_redirect_uris):
        return None
    return SignOut(client, back_to, fields.get("state") or None, hint)


async def _form(request: Request) -> dict[str, str]:
    try:
        return await read_form(request)
    except OAuthRefusal:
        return {}


def _single(parameters: Mapping[str, list[str]]) -> dict[str, str]:
    return {name: values[0] for name, values in parameters.items() if len(values) == 1}
