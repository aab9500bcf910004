"""Whether an event is what the registry says it is."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from schema_registry.catalogue import EVENTS
from schema_registry.compilation import Validator, compile_validator, first_violation
from schema_registry.errors import InvalidEvent, UnknownEventType, UnknownEventVersion
from schema_registry.layout import REGISTRY, envelope_path, read_json, schema_path


def validate_data(type: str, version: int, data: object) -> None:
    """Check an event's `data` (a JSON object as Python values) against the schema of `type` and `version`.

    Raises `UnknownEventType` or `UnknownEventVersion` when there is no such schema, `InvalidEvent` at the
    first violation, with a path from the top of `data`.
    """
    violation = first_violation(_data_validator(type, version), data)
    if violation:
        raise InvalidEvent(type, version, violation.path, violation.reason, violation.rule)


def validate_envelope(envelope: Mapping[str, Any]) -> None:
    """Check a whole event, parsed from JSON: the envelope's shape, its producer and its data.

    Raises as `validate_data` does, with a path from the top of the envelope. Source: CloudEvents 1.0.
    """
    violation = first_violation(_envelope_validator(), envelope)
    if violation:
        raise InvalidEvent(*_stated(envelope), violation.path, violation.reason, violation.rule)
    type, version = envelope["type"], envelope["eventversion"]
    validator = _data_validator(type, version)
    _refuse_disagreement(type, version, envelope)
    violation = first_violation(validator, envelope["data"])
    if violation:
        path = f"data.{violation.path}".removesuffix(".")
        raise InvalidEvent(type, version, path, violation.reason, violation.rule)


@cache
def _data_validator(type: str, version: int) -> Validator:
    if type not in EVENTS:
        raise UnknownEventType(type, EVENTS)
    if version not in EVENTS[type].versions:
        raise UnknownEventVersion(type, version, EVENTS[type].versions)
    return compile_validator(read_json(schema_path(REGISTRY, type, version)))


@cache
def _envelope_validator() -> Validator:
    return compile_validator(read_json(envelope_path(REGISTRY)))


def _stated(envelope: object) -> tuple[str, int]:
    """Type and version as a malformed envelope states them, or `envelope` and 0."""
    stated = envelope if isinstance(envelope, dict) else {}
    type, version = stated.get("type"), stated.get("eventversion")
    return (type if isinstance(type, str) else "envelope"), (version if isinstance(version, int) else 0)


def _refuse_disagreement(type: str, version: int, envelope: Mapping[str, Any]) -> None:
    expected = {"source": f"/{EVENTS[type].producer}", "dataschema": f"urn:popug:{type}:{version}"}
    for attribute, value in expected.items():
        if envelope[attribute] != value:
            raise InvalidEvent(type, version, attribute, f"must be {value!r} for this event", "agreement")
