"""The catalogue as a page for people."""

import json
from collections.abc import Iterator
from typing import Any

from schema_registry.catalogue import EVENTS, EventDescription
from schema_registry.examples import telling_data
from schema_registry.layout import REGISTRY, read_json, schema_path
from schema_registry.walk import subschemas, types_of

KINDS = {"cud": "data streaming (CUD)", "business": "business"}


def catalogue_page() -> str:
    """Every event with its fields, version by version, as Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Event catalogue"
    yield ""
    yield "From `schema-registry catalogue`; for tools there is [asyncapi.json](asyncapi.json)."
    yield ""
    yield "| Event | Kind | Versions | Producer | Consumers |"
    yield "|---|---|---|---|---|"
    for event in EVENTS.values():
        link = f"[`{event.type}`](#{event.type.replace('.', '')})"
        consumers = ", ".join(event.consumers)
        yield f"| {link} | {KINDS[event.kind]} | {versions_text(event)} | {event.producer} | {consumers} |"
    for event in EVENTS.values():
        yield from _section(event)


def versions_text(event: EventDescription) -> str:
    """The versions of `event` in a few words, such as `1 (deprecated), 2`."""
    return ", ".join(
        f"{version} (deprecated)" if version in event.deprecated else str(version)
        for version in event.versions
    )


def _section(event: EventDescription) -> Iterator[str]:
    yield from ("", f"## {event.type}", "", event.description, "")
    yield f"A {KINDS[event.kind]} event; {event.producer} sends {_listed(event.sends)}."
    yield ""
    for consumer, read in event.reads.items():
        yield f"- {consumer} reads {_listed(read)}"
    for version in event.versions:
        schema = read_json(schema_path(REGISTRY, event.type, version))
        yield from ("", f"### {event.type} v{version}", "", schema["description"], "")
        yield from ("| Field | Value | Meaning |", "|---|---|---|")
        for at, field in subschemas(schema):
            if at and "description" in field:
                yield f"| `{at}` | {_value(field)} | {_cell(field['description'])} |"
        yield from ("", "```json", *_example(event, version), "```")


def _example(event: EventDescription, version: int) -> list[str]:
    return json.dumps(telling_data(event.type, version), indent=2, ensure_ascii=False).splitlines()


def _listed(versions: tuple[int, ...]) -> str:
    return " and ".join(f"v{version}" for version in versions)


def _value(field: dict[str, Any]) -> str:
    if "enum" in field:
        return _cell(" or ".join(f"`{value}`" for value in field["enum"]))
    limits = {"minLength": "from", "maxLength": "up to", "minItems": "from", "maxItems": "up to"}
    limits |= {"minimum": "from", "maximum": "to"}
    parts = [f"{word} {field[keyword]:,}" for keyword, word in limits.items() if keyword in field]
    return _cell(" ".join([" or ".join(types_of(field)), *parts]))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
