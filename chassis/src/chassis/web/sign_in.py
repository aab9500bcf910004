"""Signing in and out at a service: the routes."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from urllib.parse import urlencode

import structlog
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route, request_response
from starlette.types import ASGIApp

from chassis.clock import Clock
from chassis.errors import ServiceError
from chassis.identifiers import AccountId
from chassis.pages import Pages
from chassis.pages.preferences import local_path
from chassis.pages.problems import describe_problem
from chassis.settings import ServiceSettings
from chassis.web.back_channel import LogoutTokens
from chassis.web.oidc_client import OidcClient, SignedInAs, SignInRefused, StateMismatch
from chassis.web.problem_document import problem
from chassis.web.provider import Provider, SignInUnavailable
from chassis.web.session_cookie import SessionCookie
from chassis.web.sessions import Sessions, WebSession, digest_of, new_session_id
from chassis.web.signing_keys import SigningKeys
from chassis.web.tokens import InvalidToken

SIGN_IN_PATH = "/sign-in"
CALLBACK_PATH = "/sign-in/callback"
SIGN_OUT_PATH = "/sign-out"
BACK_CHANNEL_PATH = "/back-channel-logout"
DANCE_SECONDS_MAX = 600
"""How long somebody may take over the sign-in page."""

Endpoint = Callable[[Request], Awaitable[Response]]


class SignIn:
    """The routes by which a browser gets a session here and ends it."""

    def __init__(
        self,
        *,
        settings: ServiceSettings,
        service: str,
        provider: Provider,
        keys: SigningKeys,
        sessions: Sessions,
        cookie: SessionCookie,
        pages: Pages,
        clock: Clock,
    ) -> None:
        if settings.client_secret is None:
            raise ValueError("POPUG_CLIENT_SECRET is missing: this service signs people in at auth with it")
        self._service = service
        self._public_url = settings.public_url
        self._https = settings.public_url.startswith("https:")
        self._secret = settings.session_secret.get_secret_value()
        self._client = OidcClient(
            provider,
            service,
            settings.client_secret.get_secret_value(),
            f"{settings.public_url}{CALLBACK_PATH}",
        )
        self._logout_tokens = LogoutTokens(provider.issuer, service, keys)
        self._sessions = sessions
        self._cookie = cookie
        self._pages = pages
        self._clock = clock
        self._ended: Callable[[AccountId], None] | None = None

    def on_session_ended(self, tell: Callable[[AccountId], None]) -> None:
        """Have `tell` called with the account whenever a session is ended by its owner or by auth."""
        self._ended = tell

    def routes(self) -> Sequence[BaseRoute]:
        """The routes; only those below `/sign-in` carry the short-lived cookie of the dance."""
        return [
            Route(SIGN_IN_PATH, self._in_dance(self._begin), methods=["GET"]),
            Route(CALLBACK_PATH, self._in_dance(self._finish), methods=["GET"]),
            Route(SIGN_OUT_PATH, self._sign_out, methods=["POST"]),
            Route(BACK_CHANNEL_PATH, self._end_from_auth, methods=["POST"]),
        ]

    def _in_dance(self, endpoint: Endpoint) -> ASGIApp:
        return SessionMiddleware(
            request_response(endpoint),
            self._secret,
            session_cookie=f"{'__Secure-' if self._https else ''}popug_{self._service}_sign_in",
            max_age=DANCE_SECONDS_MAX,
            path=SIGN_IN_PATH,
            https_only=self._https,
        )

    async def _begin(self, request: Request) -> Response:
        request.session["next"] = local_path(request.query_params.get("next", "/"))
        try:
            return await self._client.begin(request)
        except SignInUnavailable as error:
            return self._failed(request, 503, error)

    async def _finish(self, request: Request) -> Response:
        next_path = local_path(str(request.session.get("next", "/")))
        try:
            signed_in = await self._client.finish(request)
        except StateMismatch as error:
            return self._failed(request, 400, error, next_path)
        except SignInRefused as error:
            structlog.get_logger("chassis.web").warning(
                "sign-in refused", reason=repr(error.__cause__ or error)
            )
            return self._failed(request, 403, error, next_path)
        except SignInUnavailable as error:
            return self._failed(request, 503, error, next_path)
        request.session.clear()
        response = RedirectResponse(next_path, 303)
        await self._open_session(request, response, signed_in)
        return response

    async def _open_session(self, request: Request, response: Response, signed_in: SignedInAs) -> None:
        await self._end_session(request)
        session_id = new_session_id()
        visitor, now = signed_in.visitor, self._clock.now()
        await self._sessions.open(
            WebSession(
                digest=digest_of(session_id),
                account_id=visitor.account_id,
                name=visitor.name,
                email=visitor.email,
                role=visitor.role,
                provider_session=signed_in.provider_session,
                id_token=signed_in.id_token,
                created_at=now,
                seen_at=now,
            )
        )
        self._cookie.put(response, session_id)

    async def _sign_out(self, request: Request) -> Response:
        session = await self._end_session(request)
        if session is not None:
            self._tell([session.account_id])
        response = await self._towards_auth(session)
        self._cookie.forget(response)
        return response

    async def _towards_auth(self, session: WebSession | None) -> Response:
        if session is None:
            return RedirectResponse("/", 303)
        try:
            address = await self._client.sign_out_address(session.id_token, f"{self._public_url}/")
        except SignInUnavailable:
            return RedirectResponse("/", 303)
        return RedirectResponse(address, 303)

    async def _end_session(self, request: Request) -> WebSession | None:
        session_id = self._cookie.read(request)
        if session_id is None:
            return None
        digest = digest_of(session_id)
        session = await self._sessions.find(digest)
        await self._sessions.end(digest)
        return session

    async def _end_from_auth(self, request: Request) -> Response:
        async with request.form() as form:
            token = form.get("logout_token")
        try:
            ended = await self._logout_tokens.verify(token if isinstance(token, str) else "")
        except InvalidToken as error:
            return problem(400, error.code, detail=error.message)
        self._tell(await self._sessions.end_all(ended.account_id, ended.provider_session))
        return Response(status_code=200, headers={"Cache-Control": "no-store"})

    def _tell(self, accounts: Iterable[AccountId]) -> None:
        for account_id in accounts:
            if self._ended is not None:
                self._ended(account_id)

    def _failed(
        self, request: Request, status: int, error: ServiceError, next_path: str | None = None
    ) -> Response:
        """The page that says what happened; "try again" begins anew instead of repeating a spent answer."""
        again = request.query_params.get("next", "/") if next_path is None else next_path
        return self._pages.render(
            request,
            "problem.html",
            status,
            problem=describe_problem(status, wit=False),
            title="",
            detail=error.message,
            code=error.code,
            here=sign_in_path(again),
        )


def sign_in_path(next_path: str) -> str:
    """Where to send somebody who has to sign in, to come back to `next_path` afterwards."""
    return f"{SIGN_IN_PATH}?{urlencode({'next': local_path(next_path)})}"
