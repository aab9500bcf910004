"""How hints travel from a service's worker to its web processes."""

from collections.abc import Iterable

from pydantic_core import to_json

from chassis.envelope import MalformedEnvelope, parse

HINT_PREFIX = "hint."
HINT_KEY = "hint.changed"
HINT_PATTERN = "hint.#"


def pack(hints: Iterable[str]) -> bytes:
    """Several hints as one message."""
    return to_json({"hints": sorted(hints)})


def unpack(body: bytes) -> list[str]:
    """The hints in a message; raises `MalformedEnvelope`."""
    hints = parse(body).get("hints")
    if not isinstance(hints, list) or not all(isinstance(hint, str) for hint in hints):
        raise MalformedEnvelope("a hint message holds a list of texts")
    return hints
