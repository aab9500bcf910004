"""The ways in which an event is not what the registry says it is."""

from collections.abc import Iterable
from difflib import get_close_matches


class RegistryError(Exception):
    """An event does not agree with the registry; the message says what to do about it."""


class UnknownEvent(RegistryError):
    """The registry holds no schema for this type and version."""


class UnknownEventType(UnknownEvent):
    """The type is not in the catalogue."""

    def __init__(self, type: str, known: Iterable[str]) -> None:
        self.type = type
        near = get_close_matches(type, list(known), n=1)
        hint = f"did you mean {near[0]!r}?" if near else "`schema-registry list` shows the types there are."
        super().__init__(
            f"No event type {type!r} in the catalogue: {hint}"
            " A new type needs an entry in catalogue.toml, a schema and examples."
        )


class UnknownEventVersion(UnknownEvent):
    """The type is in the catalogue, this version of it is not."""

    def __init__(self, type: str, version: int, known: Iterable[int]) -> None:
        self.type = type
        self.version = version
        versions = ", ".join(f"v{number}" for number in known)
        super().__init__(
            f"{type} has no v{version}, only {versions}: bring this service's schema_registry up to date,"
            " or use a version it has."
        )


class InvalidEvent(RegistryError):
    """The event breaks its schema.

    `path` leads to the offending value (`assignments[3].task_id`; empty for the event as a whole). `reason`
    says what is wrong without repeating the value, which may be personal. `rule` is the broken keyword.
    """

    def __init__(self, type: str, version: int, path: str, reason: str, rule: str = "") -> None:
        self.type = type
        self.version = version
        self.path = path
        self.reason = reason
        self.rule = rule
        what = f"{type} v{version}" if version else type
        super().__init__(
            f"{what} breaks its schema at {path or 'its top level'}: {reason}."
            " `schema-registry show TYPE` prints an event's schema, `show envelope` the envelope's."
        )
