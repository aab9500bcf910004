"""A dead letter as a person reads it: its JSON line by line, the place that breaks its schema marked."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from chassis.envelope import MalformedEnvelope, parse
from schema_registry import InvalidEvent, RegistryError, validate_envelope

LINES_MAX = 2_000
INDENT = "  "


@dataclass(frozen=True, slots=True)
class Line:
    """One line of JSON; `marked` where the event breaks its schema."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """A letter's lines, LINES_MAX at most, and what the registry says of it now; None when it is valid."""

    lines: list[Line]
    fault: str | None


def read_letter_body(body: bytes) -> Reading:
    """Read `body` as an event; whatever it is, something can be shown."""
    try:
        document = parse(body)
    except MalformedEnvelope as error:
        text = body.decode(errors="backslashreplace")
        return Reading([Line(line, marked=True) for line in text.splitlines()[:LINES_MAX]], str(error))
    fault, at = _fault(document)
    lines = [Line(text, marked=at is not None and path == at) for path, text in _lines(document)]
    return Reading(lines[:LINES_MAX], fault)


def _fault(document: dict[str, Any]) -> tuple[str | None, str | None]:
    try:
        validate_envelope(document)
    except InvalidEvent as error:
        return f"{error.path or 'event'}: {error.reason}", error.path
    except RegistryError as error:
        return str(error), "eventversion" if document.get("type") else "type"
    return None, None


def _lines(
    value: Any, path: str = "", before: str = "", depth: int = 0, after: str = ""
) -> Iterator[tuple[str, str]]:
    """Each line with the path of what begins on it, as the registry writes paths."""
    indent = INDENT * depth
    if not isinstance(value, dict | list) or not value:
        yield path, f"{indent}{before}{json.dumps(value, ensure_ascii=False)}{after}"
        return
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    yield path, f"{indent}{before}{opening}"
    last = len(value) - 1
    for number, (name, nested, nested_path) in enumerate(_members(value, path)):
        yield from _lines(nested, nested_path, name, depth + 1, "" if number == last else ",")
    yield "\0", f"{indent}{closing}{after}"


def _members(value: dict[str, Any] | list[Any], path: str) -> Iterator[tuple[str, Any, str]]:
    if isinstance(value, dict):
        for name, nested in value.items():
            yield f"{json.dumps(name, ensure_ascii=False)}: ", nested, f"{path}.{name}".lstrip(".")
    else:
        for number, nested in enumerate(value):
            yield "", nested, f"{path}[{number}]"
