"""Goes through a schema and everything nested in it."""

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]


def subschemas(schema: Schema, at: str = "") -> Iterator[tuple[str, Schema]]:
    """`schema` and every schema inside it, each with its path (`prices[].fee`; empty for the top)."""
    yield at, schema
    for name, nested in _dict(schema.get("properties")).items():
        yield from subschemas(_dict(nested), f"{at}.{name}".lstrip("."))
    for keyword, suffix in (("items", "[]"), ("additionalProperties", ".*")):
        if isinstance(schema.get(keyword), dict):
            yield from subschemas(schema[keyword], f"{at}{suffix}")


def types_of(schema: Schema) -> tuple[str, ...]:
    """The JSON types `schema` names; empty when it names none."""
    named = schema.get("type", ())
    return (named,) if isinstance(named, str) else tuple(named)


def _dict(value: object) -> Schema:
    return value if isinstance(value, dict) else {}
