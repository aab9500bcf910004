"""Lists in pages: an opaque cursor that says where the next page begins."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, ConfigDict

from chassis.errors import Unprocessable

LIMIT_DEFAULT = 50
LIMIT_MAX = 200
CURSOR_LENGTH_MAX = 512

Scalar = str | int | bool | None
T = TypeVar("T")
R = TypeVar("R")

Limit = Annotated[int, Query(ge=1, le=LIMIT_MAX, description="How many items at most.")]
"""Declare as `limit: Limit = LIMIT_DEFAULT`."""

Cursor = Annotated[str | None, Query(max_length=CURSOR_LENGTH_MAX, description="`next` of the page before.")]
"""Declare as `cursor: Cursor = None`."""


class InvalidCursor(Unprocessable):
    """The cursor is none that this list has handed out."""

    code = "invalid_cursor"


class Page(BaseModel, Generic[T]):
    """One page: its items, and the cursor of the next page or null on the last one."""

    model_config = ConfigDict(frozen=True)

    items: list[T]
    next: str | None = None


def encode_cursor(*key: Scalar) -> str:
    """The sort key of a page's last item as an opaque string."""
    return urlsafe_b64encode(json.dumps(key, separators=(",", ":")).encode()).rstrip(b"=").decode()


def decode_cursor(cursor: str, *kinds: type) -> tuple[Scalar, ...]:
    """The sort key in `cursor`; raises `InvalidCursor` unless it has just these `kinds` (`int`, `str`, …)."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        key = json.loads(urlsafe_b64decode(padded))
    except (ValueError, UnicodeError, RecursionError):
        raise _invalid() from None
    if not isinstance(key, list) or [type(part) for part in key] != list(kinds):
        raise _invalid()
    return tuple(key)


def page_of(
    rows: Sequence[R], limit: int, key: Callable[[R], Sequence[Scalar]]
) -> tuple[Sequence[R], str | None]:
    """Split `limit + 1` fetched rows into the page and the cursor of the next one (None on the last page)."""
    if len(rows) <= limit:
        return rows, None
    page = rows[:limit]
    return page, encode_cursor(*key(page[-1]))


def _invalid() -> InvalidCursor:
    return InvalidCursor("This cursor is not valid: start again without one.")
