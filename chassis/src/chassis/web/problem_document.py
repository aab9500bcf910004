"""Problem details (RFC 9457), and who gets them."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from pydantic_core import to_json
from starlette.responses import Response
from starlette.types import Scope

MEDIA_TYPE = "application/problem+json"
API_PREFIX = "/api/"


def problem(
    status: int,
    code: str,
    title: str = "",
    detail: str = "",
    *,
    headers: Mapping[str, str] | None = None,
    **extra: Any,
) -> Response:
    """A problem document; `title` defaults to the status' own phrase, `extra` members are JSON-safe."""
    document = {
        "type": "about:blank",
        "title": title or HTTPStatus(status).phrase,
        "status": status,
        "code": code,
    }
    if detail:
        document["detail"] = detail
    body = to_json({**extra, **document}, fallback=str)
    return Response(body, status, dict(headers or {}), MEDIA_TYPE)


def wants_problem(scope: Scope) -> bool:
    """Whether whoever asks reads problem documents rather than pages."""
    path: str = scope["path"]
    return path.startswith((API_PREFIX, "/health/"))
