"""The envelope every event travels in: CloudEvents 1.0, structured JSON, one event a message."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, cast
from uuid import UUID

from asyncpg.pgproto import pgproto
from pydantic_core import from_json, to_json
from typing_extensions import TypeVar

from chassis.clock import rfc3339
from chassis.identifiers import new_id
from chassis.integration import IntegrationEvent

CONTENT_TYPE = "application/cloudevents+json"


class MalformedEnvelope(ValueError):
    """The bytes are not a JSON object with an envelope's fields."""


Data_co = TypeVar("Data_co", default=Any, covariant=True)


@dataclass(frozen=True, slots=True)
class Envelope(Generic[Data_co]):
    """One event as it travels.

    `time` is timezone-aware UTC; `data` is JSON-safe, and typed where type and version are known;
    `traceparent` is W3C Trace Context's header value, so that a trace survives the outbox. Source of the
    shape: CloudEvents 1.0, with `eventversion` as an extension.
    """

    id: UUID
    source: str
    type: str
    version: int
    time: datetime
    data: Data_co
    subject: str | None = None
    traceparent: str | None = None

    @classmethod
    def of(
        cls, event: IntegrationEvent, *, source: str, time: datetime, traceparent: str | None = None
    ) -> "Envelope":
        """Put `event` into a new envelope with an id of its own."""
        data: Any = event.data
        return cls(new_id(), source, event.type, event.version, time, data, event.subject, traceparent)

    def as_json(self) -> dict[str, Any]:
        """The envelope as a JSON object; what is optional is left out, not null (CloudEvents 1.0, 3.1)."""
        optional = {"subject": self.subject, "traceparent": self.traceparent}
        return {
            "specversion": "1.0",
            "id": str(self.id),
            "source": self.source,
            "type": self.type,
            "eventversion": self.version,
            "time": rfc3339(self.time),
            "dataschema": f"urn:popug:{self.type}:{self.version}",
            "datacontenttype": "application/json",
            **{name: value for name, value in optional.items() if value is not None},
            "data": self.data,
        }

    def to_bytes(self) -> bytes:
        """The envelope as UTF-8 JSON."""
        return written(self.as_json())

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> "Envelope":
        """Read a JSON object; raises `MalformedEnvelope` naming what is missing or of the wrong kind."""
        try:
            return cls(
                id=uuid_in(document["id"]),
                source=document["source"],
                type=document["type"],
                version=document["eventversion"],
                time=datetime.fromisoformat(document["time"]),
                data=document["data"],
                subject=document.get("subject"),
                traceparent=document.get("traceparent"),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise MalformedEnvelope(f"not an event envelope: {error!r}") from error

    @classmethod
    def from_bytes(cls, body: bytes) -> "Envelope":
        """Read UTF-8 JSON; raises `MalformedEnvelope`."""
        return cls.from_json(parse(body))


def written(envelope: Mapping[str, Any]) -> bytes:
    """What `as_json` answers, as UTF-8 JSON."""
    return to_json(envelope)


def parse(body: bytes) -> dict[str, Any]:
    """The JSON object in `body`; raises `MalformedEnvelope` when it is anything else."""
    try:
        document = from_json(body)
    except ValueError as error:
        raise MalformedEnvelope(f"not JSON: {error}") from error
    if not isinstance(document, dict):
        raise MalformedEnvelope("the message is JSON, but not an object")
    return cast("dict[str, Any]", document)


def uuid_in(text: str) -> UUID:
    """The UUID written in `text`; ValueError if there is none.

    It is the database driver's kind of UUID, as in rows: read in an eighth of the time the standard
    library takes, which counts where an event has hundreds.
    """
    return pgproto.UUID(text)
