"""What is wrong with the shape of a request, for a program field by field, for a person as a page."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.responses import Response

from chassis.web.problem_document import problem

NOT_JSON = "json_invalid"
IN_THE_ADDRESS = ("path", "query")


def field_errors(errors: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Per wrong field its place (`body.title`), what to do about it, and pydantic's name of the rule."""
    return [
        {
            "field": ".".join(str(part) for part in wrong["loc"]) or "body",
            "message": str(wrong["msg"]),
            "rule": str(wrong["type"]),
        }
        for wrong in errors
    ]


def describe_invalid(error: RequestValidationError) -> Response:
    """The problem document: 400 for a body that is no JSON at all, 422 naming the fields otherwise."""
    if any(wrong["type"] == NOT_JSON for wrong in error.errors()):
        return problem(400, "invalid_json", detail="The body is not valid JSON.")
    errors = field_errors(error.errors())
    detail = "; ".join(f"{wrong['field']}: {wrong['message']}" for wrong in errors)
    return problem(422, "invalid_request", detail=detail, errors=errors)


def is_address_wrong(error: RequestValidationError) -> bool:
    """Whether it is the page's address that cannot be understood, and not what was sent to it."""
    return any(wrong["loc"][:1] and wrong["loc"][0] in IN_THE_ADDRESS for wrong in error.errors())
