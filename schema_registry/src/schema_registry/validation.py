"""Whether an event is what the registry says it is."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from fastjsonschema import JsonSchemaValueException

from schema_registry.catalogue import EVENTS
from schema_registry.compilation import Validator, compile_validator
from schema_registry.errors import InvalidEvent, UnknownEventType, UnknownEventVersion
from schema_registry.layout import REGISTRY, envelope_path, read_json, schema_path

REASON_LENGTH_MAX = 500


def validate_data(type: str, version: int, data: object) -> None:
    """Check an event's `data` (a JSON object as Python values) against the schema of `type` and `version`.

    Raises `UnknownEventType` or `UnknownEventVersion` when there is no such schema, `InvalidEvent` at the
    first violation, with a path from the top of `data`.
    """
    validator = _data_validator(type, version)
    try:
        validator(data)
    except JsonSchemaValueException as violation:
        raise _invalid(type, version, violation) from None


def validate_envelope(envelope: Mapping[str, Any]) -> None:
    """Check a whole event, parsed from JSON: the envelope's shape, its producer and its data.

    Raises as `validate_data` does, with a path from the top of the envelope. Source: CloudEvents 1.0.
    """
    try:
        _envelope_validator()(envelope)
    except JsonSchemaValueException as violation:
        raise _invalid(*_stated(envelope), violation) from None
    type, version = envelope["type"], envelope["eventversion"]
    validator = _data_validator(type, version)
    _refuse_disagreement(type, version, envelope)
    try:
        validator(envelope["data"])
    except JsonSchemaValueException as violation:
        raise _invalid(type, version, violation, inside="data") from None


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
    """What a malformed envelope says it is, as far as that can be told."""
    stated = envelope if isinstance(envelope, dict) else {}
    type, version = stated.get("type"), stated.get("eventversion")
    return (type if isinstance(type, str) else "envelope"), (version if isinstance(version, int) else 0)


def _refuse_disagreement(type: str, version: int, envelope: Mapping[str, Any]) -> None:
    expected = {
        "source": f"/{EVENTS[type].producer}",
        "dataschema": f"urn:popug:{type}:{version}",
    }
    for attribute, value in expected.items():
        if envelope[attribute] != value:
            raise InvalidEvent(
                type,
                version,
                attribute,
                f"must be {value!r} for this event",
                "agreement",
            )


def _invalid(type: str, version: int, violation: JsonSchemaValueException, inside: str = "") -> InvalidEvent:
    name = violation.name or "data"
    path = name.removeprefix("data").removeprefix(".")
    reason = violation.message.removeprefix(name).strip()[:REASON_LENGTH_MAX]
    return InvalidEvent(
        type,
        version,
        ".".join(part for part in (inside, path) if part),
        reason,
        violation.rule or "",
    )
