"""How the API describes itself: problem documents for refusals, readable operation ids."""

from typing import Any

from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict

from chassis.web.problem_document import MEDIA_TYPE


class FieldError(BaseModel):
    """One wrong field of a request."""

    field: str
    message: str
    rule: str


class ProblemDocument(BaseModel):
    """Problem details (RFC 9457); `code` is stable and machine-readable."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    code: str
    detail: str | None = None
    errors: list[FieldError] | None = None


def _refusal(description: str) -> dict[str, Any]:
    return {
        "description": description,
        "content": {MEDIA_TYPE: {"schema": ProblemDocument.model_json_schema()}},
    }


PROBLEM_RESPONSES: dict[int | str, dict[str, Any]] = {
    400: _refusal("Not JSON"),
    401: _refusal("No valid access token"),
    403: _refusal("Not for this account"),
    404: _refusal("Not there"),
    409: _refusal("Not in this state"),
    413: _refusal("Too large"),
    422: _refusal("Not understood, or against a rule"),
    429: _refusal("Too many requests; see Retry-After"),
    503: _refusal("Out of reach; see Retry-After"),
}


def operation_id(route: APIRoute) -> str:
    """Each operation is called like its function, for generated clients."""
    return route.name
