"""An event's data is exactly what its schema lists: nothing extra, nothing optional, nothing unbounded."""

import re
from collections.abc import Iterator
from pathlib import Path

from schema_registry.layout import read_json, schemas
from schema_registry.walk import Schema, subschemas, types_of

INTEGER_MAX = 2**53 - 1
"""The largest whole number every JSON reader keeps exactly (RFC 8259, section 6)."""

BATCH_SIZE_MAX = 500
TEXT_LENGTH_MAX = 20_000


def strictness_faults(root: Path) -> list[str]:
    """Objects that are open or have optional fields; values of any type, any length, any size."""
    return [
        f"{path.relative_to(root)} at {at or 'its top'}: {fault}"
        for _, _, path in schemas(root)
        for at, schema in subschemas(read_json(path))
        for fault in _faults(schema)
    ]


def _faults(schema: Schema) -> Iterator[str]:
    types = types_of(schema)
    if "description" not in schema and types != ("object",):
        yield "it has no description."
    if not types and not schema.keys() & {"enum", "const"}:
        yield "it accepts every type."
    if "object" in types:
        yield from _object_faults(schema)
    if "array" in types and not (schema.get("minItems") == 1 and schema.get("maxItems", 0) <= BATCH_SIZE_MAX):
        yield f"a list holds 1 to at most {BATCH_SIZE_MAX} items."
    if "array" in types and not {"items", "maxItems"} <= schema.keys():
        yield "a list says what its items are and how many it may hold."
    if "integer" in types and not _is_bounded_integer(schema):
        yield f"a whole number has a minimum and a maximum, within ±{INTEGER_MAX}."
    if "string" in types and not _is_bounded_string(schema):
        yield f"a string has an enum, a maxLength up to {TEXT_LENGTH_MAX} or a pattern of limited length."


def _object_faults(schema: Schema) -> Iterator[str]:
    if schema.get("additionalProperties") is not False:
        yield "an object is closed (additionalProperties is false): a new field is a new version."
    if set(schema.get("required", ())) != schema.get("properties", {}).keys():
        yield "every field is required; one that may be unknown is null."


def _is_bounded_integer(schema: Schema) -> bool:
    bounds = (schema.get("minimum"), schema.get("maximum"))
    return all(isinstance(bound, int) and abs(bound) <= INTEGER_MAX for bound in bounds)


def _is_bounded_string(schema: Schema) -> bool:
    if schema.keys() & {"enum", "const"}:
        return True
    return schema.get("maxLength", TEXT_LENGTH_MAX + 1) <= TEXT_LENGTH_MAX or _is_bounded_pattern(schema)


def _is_bounded_pattern(schema: Schema) -> bool:
    """Whether the pattern repeats nothing without limit."""
    bare = re.sub(r"\\.|\[[^\]]*\]", "", schema.get("pattern", "*"))
    return not re.search(r"[*+]|\{[0-9]*,\}", bare)
