"""Every event that crosses a service boundary: what it looks like, who sends it and who reads it."""

from schema_registry.catalogue import EVENTS, EventDescription
from schema_registry.errors import (
    InvalidEvent,
    RegistryError,
    UnknownEvent,
    UnknownEventType,
    UnknownEventVersion,
)
from schema_registry.validation import validate_data, validate_envelope

__all__ = [
    "EVENTS",
    "EventDescription",
    "InvalidEvent",
    "RegistryError",
    "UnknownEvent",
    "UnknownEventType",
    "UnknownEventVersion",
    "validate_data",
    "validate_envelope",
]
