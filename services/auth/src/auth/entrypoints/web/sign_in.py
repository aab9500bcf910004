"""The sign-in page, the only place that sees a password."""

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from auth.application.commands.begin_passkey import BeginPasskey
from auth.application.sign_in import Origin
from auth.domain.client import Client, Clients
from auth.domain.errors import SignInRefused, TooManySignInAttempts
from auth.entrypoints.continuation import local_path, parameters_of
from auth.entrypoints.desk import Desk, TheDesk, keep_session, present
from chassis.pages.languages import LOCALE_COOKIE, LOCALES
from chassis.pages.preferences import KEPT_SECONDS
from chassis.web.callers import visitor_of
from chassis.web.rate_limit import address_key

router = APIRouter()

Field = Annotated[str, Form()]


@router.get("/sign-in")
async def sign_in_page(
    *, request: Request, desk: TheDesk, next: str = "", again: str = "", hint: str = "", lang: str = ""
) -> Response:
    await visitor_of(request)
    path = local_path(next)
    if present(request) is not None and not again:
        return RedirectResponse(path, 303)
    chosen = asked_for_language(request, lang.split())
    if chosen is not None:
        here = request.url.remove_query_params("lang")
        response = RedirectResponse(f"{here.path}?{here.query}", 303)
        response.set_cookie(
            LOCALE_COOKIE, chosen, max_age=KEPT_SECONDS, httponly=True, samesite="lax", secure=is_https(desk)
        )
        return response
    return form_page(request, desk, path=path, email=hint)


@router.post("/sign-in")
async def sign_in(
    *,
    request: Request,
    desk: TheDesk,
    email: Field = "",
    password: Field = "",
    next: Field = "",
    remember: Field = "",
) -> Response:
    await visitor_of(request)
    path = local_path(next)
    try:
        token = await desk.sign_in(email, password, origin_of(request, desk), remembered=bool(remember))
    except TooManySignInAttempts as wait:
        seconds = wait.retry_after_seconds
        text = desk.pages.ngettext(
            request,
            "Too many attempts: try again in %(num)s second.",
            "Too many attempts: try again in %(num)s seconds.",
            seconds,
        )
        response = form_page(request, desk, path=path, email=email, refusal=text, status=429)
        response.headers["Retry-After"] = str(seconds)
        return response
    except SignInRefused:
        text = desk.pages.gettext(request, "E-mail and password do not match.")
        return form_page(request, desk, path=path, email=email, refusal=text, status=422)
    response = desk.pages.redirect(request, path)
    keep_session(desk, response, token, remembered=bool(remember))
    return response


@router.post("/sign-in/passkey/options")
async def passkey_options(desk: TheDesk) -> Response:
    """What the browser asks the device: whoever it knows, there is no e-mail in it."""
    options = await desk.mediator.handle_command(BeginPasskey())
    return Response(options, media_type="application/json", headers={"Cache-Control": "no-store"})


@router.post("/sign-in/passkey")
async def sign_in_with_passkey(
    *, request: Request, desk: TheDesk, answer: Field = "", next: Field = "", remember: Field = ""
) -> Response:
    await visitor_of(request)
    path = local_path(next)
    try:
        token = await desk.sign_in.with_passkey(answer, origin_of(request, desk), remembered=bool(remember))
    except SignInRefused:
        text = desk.pages.gettext(request, "This passkey does not open anything here.")
        return form_page(request, desk, path=path, email="", refusal=text, status=422)
    response = desk.pages.redirect(request, path)
    keep_session(desk, response, token, remembered=bool(remember))
    return response


def form_page(
    request: Request, desk: Desk, *, path: str, email: str, refusal: str = "", status: int = 200
) -> Response:
    client = client_behind(path, desk.clients)
    response = desk.pages.render(
        request,
        "auth/sign_in.html",
        status,
        path_on=path,
        email=email,
        refusal=refusal,
        client=client,
        self_registration=desk.self_registration,
        bare=True,
        live=False,
    )
    if client is not None:
        let_form_lead_to(response, client.redirect_uris)
    return response


def client_behind(path: str, clients: Clients) -> Client | None:
    """The client somebody came from, when they are on their way back to it."""
    if urlsplit(path).path != "/authorize":
        return None
    return clients.get(next(iter(parameters_of(path).get("client_id", ())), None))


def let_form_lead_to(response: Response, addresses: Sequence[str]) -> None:
    """Browsers hold redirects after a form against `form-action`: a client's address has to be in it."""
    origins = sorted({f"{urlsplit(address).scheme}://{urlsplit(address).netloc}" for address in addresses})
    policy = response.headers["content-security-policy"]
    response.headers["content-security-policy"] = policy.replace(
        "form-action 'self'", f"form-action 'self' {' '.join(origins)}"
    )


def origin_of(request: Request, desk: Desk) -> Origin:
    return Origin(address_of(request), request.headers.get("user-agent", ""), desk.cookie.read(request))


def address_of(request: Request) -> str:
    return address_key(request.client.host) if request.client else "unknown"


def asked_for_language(request: Request, languages: Sequence[str]) -> str | None:
    """The first language of ours that the client asked for, unless the visitor has chosen one."""
    if request.cookies.get(LOCALE_COOKIE) in LOCALES:
        return None
    return next((tag[:2].lower() for tag in languages if tag[:2].lower() in LOCALES), None)


def is_https(desk: Desk) -> bool:
    return desk.issuer.startswith("https:")
