"""Schemas use few keywords, each spelt and typed right, because validators ignore what they do not know.

Of draft-07 left out on purpose: `format` (validators differ on whether it asserts anything), `$ref` (it
silences its neighbours, and a shared definition would change schemas that are fixed), `number` (money is
whole cents) and `default` (it changes data).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

from schema_registry.layout import envelope_path, read_json, schemas
from schema_registry.walk import Schema, subschemas, types_of

TYPES = frozenset({"object", "array", "string", "integer", "boolean", "null"})
DIFFERS_BETWEEN_ENGINES = re.compile(r"\\[dDwWsSbBpPAZz]|\(\?[^:]")
"""Classes that mean other characters in another regular expression engine, and groups that others lack."""


def dialect_faults(root: Path) -> list[str]:
    """Misspelt, misplaced, mistyped and inert keywords."""
    paths = [envelope_path(root), *(path for _, _, path in schemas(root))]
    return [
        f"{path.relative_to(root)} at {at or 'its top'}: {fault}"
        for path in paths
        for at, schema in subschemas(read_json(path))
        for fault in _faults(schema, top=at == "")
    ]


def _faults(schema: Schema, *, top: bool) -> Iterator[str]:
    for keyword, value in schema.items():
        if keyword not in KEYWORDS or (keyword in TOP_ONLY and not top):
            near = get_close_matches(keyword, KEYWORDS.keys() - schema.keys(), n=1)
            hint = f", did you mean {near[0]}?" if near else "."
            yield f"{keyword} is not a keyword used here{hint}"
        elif not KEYWORDS[keyword](value):
            yield f"{keyword} cannot be {value!r}."
        elif keyword in APPLIES_TO and APPLIES_TO[keyword] not in types_of(schema):
            yield f"{keyword} does nothing without type {APPLIES_TO[keyword]}."


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_size(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_type(value: object) -> bool:
    names = [value] if isinstance(value, str) else value
    return (
        isinstance(names, list) and bool(names) and len(set(names)) == len(names) and TYPES.issuperset(names)
    )


def _are_texts(value: object) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(_is_text(item) for item in value)
        and len(set(value)) == len(value)
    )


def _is_pattern(value: object) -> bool:
    if not isinstance(value, str) or DIFFERS_BETWEEN_ENGINES.search(value):
        return False
    try:
        re.compile(value)
    except re.error:
        return False
    return value.startswith("^") and value.endswith("$") and "|" not in _outside_groups(value)


def _outside_groups(pattern: str) -> str:
    """`pattern` without escapes, classes and groups: where a `|` would cut the anchors off."""
    bare = re.sub(r"\\.|\[[^\]]*\]", "", re.sub(r"\\[\[\]]", "", pattern))
    while bare != (shorter := re.sub(r"\([^()]*\)", "", bare)):
        bare = shorter
    return bare


def _are_properties(value: object) -> bool:
    return isinstance(value, dict) and bool(value) and all(isinstance(item, dict) for item in value.values())


def _is_schema(value: object) -> bool:
    return isinstance(value, dict)


def _is_false_or_schema(value: object) -> bool:
    return value is False or isinstance(value, dict)


KEYWORDS: Mapping[str, Callable[[object], bool]] = {
    "$schema": _is_text,
    "$id": _is_text,
    "title": _is_text,
    "description": _is_text,
    "type": _is_type,
    "enum": _are_texts,
    "const": _is_text,
    "pattern": _is_pattern,
    "minLength": _is_size,
    "maxLength": _is_size,
    "minimum": _is_integer,
    "maximum": _is_integer,
    "minItems": _is_size,
    "maxItems": _is_size,
    "items": _is_schema,
    "required": _are_texts,
    "properties": _are_properties,
    "additionalProperties": _is_false_or_schema,
}
"""The keywords in use, each with what its value has to be."""

TOP_ONLY = frozenset({"$schema", "$id", "title"})

APPLIES_TO: Mapping[str, str] = {
    "pattern": "string",
    "minLength": "string",
    "maxLength": "string",
    "minimum": "integer",
    "maximum": "integer",
    "minItems": "array",
    "maxItems": "array",
    "items": "array",
    "required": "object",
    "properties": "object",
    "additionalProperties": "object",
}
"""The type without which a keyword says nothing."""
