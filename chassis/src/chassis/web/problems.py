"""How a refusal looks on the wire: problem details (RFC 9457) for the API, a page for people."""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from chassis.errors import Conflict, Forbidden, NotFound, ServiceError, Unprocessable
from chassis.pages import Pages
from chassis.pages.preferences import local_path
from chassis.web.callers import SignInRequired, visitor_of
from chassis.web.invalid_requests import describe_invalid, is_address_wrong
from chassis.web.outages import OUTAGE_CAUSES, is_outage
from chassis.web.paging import InvalidCursor
from chassis.web.problem_document import problem, wants_problem
from chassis.web.provider import SignInUnavailable
from chassis.web.rate_limit import TooManyRequests
from chassis.web.refusals_in_words import in_words
from chassis.web.tokens import Unauthenticated

RETRY_AFTER_SECONDS = 2
__all__ = ["problem", "register_problems", "return_path", "status_of"]

STATUSES: Mapping[type[ServiceError], int] = {
    NotFound: 404,
    Forbidden: 403,
    Conflict: 409,
    Unprocessable: 422,
    Unauthenticated: 401,
    TooManyRequests: 429,
    SignInUnavailable: 503,
    ServiceError: 400,
}
CODES = {
    400: "bad_request",
    401: "unauthenticated",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "content_too_large",
    415: "unsupported_media_type",
    422: "invalid_request",
    429: "too_many_requests",
    503: "unavailable",
}
"""The code of a refusal that comes from HTTP itself and not from a service."""

UNRECOGNISABLE: tuple[type[Exception], ...] = (ServiceError, *OUTAGE_CAUSES)


def register_problems(app: FastAPI, pages: Pages) -> None:
    """Answer every exception in the shape its path calls for."""
    answers = _Answers(pages)
    handlers: dict[type[Exception], Callable[[Request, Any], Awaitable[Response]]] = {
        ServiceError: answers.refusal,
        RequestValidationError: answers.invalid_request,
        HTTPException: answers.http_refusal,
        SignInRequired: answers.sign_in,
        Exception: answers.failure,
        **dict.fromkeys(OUTAGE_CAUSES, answers.failure),
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


def status_of(error: ServiceError) -> int:
    """The HTTP status of a refusal: that of the nearest class in `STATUSES`, 429 for one that says when to
    retry."""
    if hasattr(error, "retry_after_seconds"):
        return 429
    return next(STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES)


class _Answers:
    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    async def refusal(self, request: Request, error: ServiceError) -> Response:
        """A service said no."""
        status = status_of(error)
        headers = _headers_of(error, status)
        if wants_problem(request.scope):
            return problem(status, error.code, detail=error.message, headers=headers, **error.details)
        if isinstance(error, InvalidCursor):
            return await self._page(request, 404, CODES[404], "", headers)
        return await self._page(request, status, error.code, in_words(self._pages, request, error), headers)

    async def invalid_request(self, request: Request, error: RequestValidationError) -> Response:
        """The request does not have the shape that the endpoint declares."""
        if wants_problem(request.scope):
            return describe_invalid(error)
        status = 404 if is_address_wrong(error) else 422
        return await self._page(request, status, CODES[status], "", {})

    async def http_refusal(self, request: Request, error: HTTPException) -> Response:
        """No such path, method, or media type."""
        code = CODES.get(error.status_code, "refused")
        detail = error.detail if error.detail != HTTPStatus(error.status_code).phrase else ""
        headers = dict(error.headers or {})
        if wants_problem(request.scope):
            return problem(error.status_code, code, detail=detail, headers=headers)
        return await self._page(request, error.status_code, code, detail, headers)

    async def failure(self, request: Request, error: Exception) -> Response:
        """Something broke: out of reach, or our own mistake. What exactly is for the log alone."""
        status, code = (503, "unavailable") if is_outage(error) else (500, "internal_error")
        log = structlog.get_logger("chassis.web")
        log.error("request failed", path=request.url.path, code=code, exc_info=error)
        headers = {"retry-after": str(RETRY_AFTER_SECONDS)} if status == 503 else {}
        if wants_problem(request.scope):
            return problem(status, code, headers=headers)
        return await self._page(request, status, code, "", headers)

    async def sign_in(self, request: Request, error: Exception) -> Response:
        """Nobody is signed in: the browser goes to sign in and comes back; htmx is told to go as a whole."""
        path = request.app.state.visitors.sign_in_path(return_path(request))
        if request.headers.get("hx-request") == "true":
            return Response(status_code=401, headers={"HX-Redirect": path})
        return RedirectResponse(path, 303)

    async def _page(
        self, request: Request, status: int, code: str, detail: str, headers: Mapping[str, str]
    ) -> Response:
        await _recognise(request)
        response = self._pages.problem(request, status, detail=detail, code=code)
        response.headers.update(headers)
        return response


def return_path(request: Request) -> str:
    """Where somebody who signs in now wants to go back to: the page they were on."""
    if request.headers.get("hx-request") == "true":
        return _path_of(request.headers.get("hx-current-url", "/"))
    if request.method in ("GET", "HEAD"):
        return _path_of(str(request.url))
    return _path_of(request.headers.get("referer", "/"))


def _path_of(url: str) -> str:
    parts = urlsplit(url)
    return local_path(f"{parts.path}?{parts.query}" if parts.query else parts.path or "/")


async def _recognise(request: Request) -> None:
    """Let the page show who is signed in, unless that is what cannot be found out."""
    try:
        await visitor_of(request)
    except UNRECOGNISABLE:
        request.state.visitor = None


def _headers_of(error: ServiceError, status: int) -> dict[str, str]:
    if status == 401:
        described = f', error="{error.code}"' if error.code == "invalid_token" else ""
        return {"www-authenticate": f'Bearer realm="popug"{described}'}
    wait = getattr(error, "retry_after_seconds", RETRY_AFTER_SECONDS if status == 503 else None)
    return {} if wait is None else {"retry-after": str(wait)}
