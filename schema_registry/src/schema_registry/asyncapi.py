"""The catalogue as an AsyncAPI 3.0 document, for tools that read those."""

import json
from importlib.metadata import version as version_of
from typing import Any

from schema_registry.catalogue import EVENTS, EventDescription
from schema_registry.examples import telling_data
from schema_registry.layout import REGISTRY, envelope_path, read_json, schema_path

Document = dict[str, Any]

CONTENT_TYPE = "application/cloudevents+json"
IDENTITY = ("$schema", "$id")
"""Left out of schemas that are parts of a document: references in it would be taken relative to them."""


def asyncapi_document() -> Document:
    """Every event as a channel, with who sends it and who receives it; the source is AsyncAPI 3.0.0."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Popug's events",
            "version": version_of("schema-registry"),
            "description": "What the services tell each other: CloudEvents 1.0 in JSON over RabbitMQ.",
        },
        "defaultContentType": CONTENT_TYPE,
        "channels": {event.type: _channel(event) for event in EVENTS.values()},
        "operations": _operations(),
        "components": {
            "schemas": {"envelope": _part(read_json(envelope_path(REGISTRY)))} | _data_schemas(),
            "messages": {_name(*each): _message(*each) for each in _versions()},
        },
    }


def asyncapi_text() -> str:
    """The document as JSON, indented."""
    return json.dumps(asyncapi_document(), indent=2, ensure_ascii=False) + "\n"


def _versions() -> list[tuple[EventDescription, int]]:
    return [(event, version) for event in EVENTS.values() for version in event.versions]


def _channel(event: EventDescription) -> Document:
    return {
        "address": event.type,
        "title": event.type,
        "description": event.description,
        "messages": {
            _name(event, version): {"$ref": f"#/components/messages/{_name(event, version)}"}
            for version in event.versions
        },
        "bindings": {
            "amqp": {
                "is": "routingKey",
                "exchange": {"name": event.producer, "type": "topic", "durable": True, "vhost": "/"},
            }
        },
    }


def _operations() -> Document:
    operations = {}
    for event in EVENTS.values():
        operations[f"{event.producer}.sends.{event.type}"] = _operation(event, "send", event.sends)
        for consumer, read in event.reads.items():
            operations[f"{consumer}.receives.{event.type}"] = _operation(event, "receive", read)
    return operations


def _operation(event: EventDescription, action: str, versions: tuple[int, ...]) -> Document:
    channel = f"#/channels/{event.type}"
    return {
        "action": action,
        "channel": {"$ref": channel},
        "messages": [{"$ref": f"{channel}/messages/{_name(event, version)}"} for version in versions],
    }


def _message(event: EventDescription, version: int) -> Document:
    schema = read_json(schema_path(REGISTRY, event.type, version))
    return {
        "name": event.type,
        "title": schema["title"],
        "summary": schema["description"],
        "contentType": CONTENT_TYPE,
        "tags": [{"name": event.kind}, *([{"name": "deprecated"}] if version in event.deprecated else [])],
        "payload": {
            "allOf": [{"$ref": "#/components/schemas/envelope"}],
            "properties": {
                "type": {"const": event.type},
                "eventversion": {"const": version},
                "data": {"$ref": f"#/components/schemas/{_name(event, version)}"},
            },
        },
        "examples": [{"payload": example_envelope(event, version)}],
    }


def example_envelope(event: EventDescription, version: int) -> Document:
    """A whole event around a valid example."""
    return {
        "specversion": "1.0",
        "id": "01939a3e-5e3b-7c3a-9d1f-2f6a3c0e4b11",
        "source": f"/{event.producer}",
        "type": event.type,
        "eventversion": version,
        "time": "2026-11-21T09:00:00.123456Z",
        "dataschema": f"urn:popug:{event.type}:{version}",
        "datacontenttype": "application/json",
        "data": telling_data(event.type, version),
    }


def _data_schemas() -> Document:
    return {
        _name(event, version): _part(read_json(schema_path(REGISTRY, event.type, version)))
        for event, version in _versions()
    }


def _part(schema: Document) -> Document:
    return {keyword: value for keyword, value in schema.items() if keyword not in IDENTITY}


def _name(event: EventDescription, version: int) -> str:
    return f"{event.type}.v{version}"
