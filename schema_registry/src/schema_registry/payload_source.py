"""Writes the schemas down as types, so that reading a field that no event has fails before anything runs."""

from collections.abc import Iterator
from typing import Any

from schema_registry.catalogue import EVENTS
from schema_registry.layout import REGISTRY, read_json, schema_path
from schema_registry.walk import Schema, types_of

HEAD = '''"""What every version of every event carries, as types; from `schema-registry payloads`."""

from typing import Literal, TypedDict

from schema_registry.event_version import EventVersion
'''

PYTHON_TYPES = {"string": "str", "integer": "int", "boolean": "bool", "null": "None"}


def payloads_source() -> str:
    """The module `schema_registry.payloads` as it should be."""
    versions = [(event.type, version) for event in EVENTS.values() for version in event.versions]
    classes = (line for type, version in versions for line in _classes(type, version))
    names = (
        f'{_constant(*each)}: EventVersion[{_class(*each)}] = EventVersion("{each[0]}", {each[1]})'
        for each in versions
    )
    return "\n".join([HEAD.rstrip("\n"), *classes, "", "", *names]) + "\n"


def _classes(type: str, version: int) -> Iterator[str]:
    schema = read_json(schema_path(REGISTRY, type, version))
    yield from _class_lines(_class(type, version), schema)


def _class_lines(name: str, schema: Schema) -> Iterator[str]:
    fields = {field: _python_type(name, field, value) for field, value in schema["properties"].items()}
    for field, value in schema["properties"].items():
        if "array" in types_of(value):
            item = {"description": f"One of its `{field}`.", **value["items"]}
            yield from _class_lines(_item_class(name, field), item)
    yield from (
        "",
        "",
        f"class {name}(TypedDict):",
        f'    """{schema["description"]}"""',
        "",
    )
    yield from (f"    {field}: {python_type}" for field, python_type in fields.items())


def _python_type(owner: str, field: str, schema: Schema) -> str:
    if "enum" in schema:
        return f"Literal[{', '.join(_literal(value) for value in schema['enum'])}]"
    if "array" in types_of(schema):
        return f"list[{_item_class(owner, field)}]"
    return " | ".join(PYTHON_TYPES[each] for each in types_of(schema))


def _literal(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)


def _item_class(owner: str, field: str) -> str:
    return f"{owner}{field.removesuffix('s').title().replace('_', '')}"


def _class(type: str, version: int) -> str:
    return f"{type.title().replace('.', '')}V{version}"


def _constant(type: str, version: int) -> str:
    return f"{type.upper().replace('.', '_')}_V{version}"
