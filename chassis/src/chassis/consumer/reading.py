"""Takes a message at its word only after the registry and the subscriptions have agreed."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from aiormq.abc import DeliveredMessage

from chassis.envelope import Envelope, MalformedEnvelope, parse
from schema_registry import InvalidEvent, UnknownEventType, UnknownEventVersion, validate_envelope
from schema_registry.upcasting import upcast


class Unreadable(Exception):
    """A message nobody here can handle, whenever it comes; `reason` is stable, the message is for people."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Letter:
    """A delivered message and the event it carries."""

    message: DeliveredMessage
    envelope: Envelope


def read_letter(message: DeliveredMessage, subscribed: Collection[tuple[str, int]]) -> Letter:
    """Parse and validate `message`; raises `Unreadable`."""
    try:
        document = parse(message.body)
        validate_envelope(document)
        envelope = _up_to_date(Envelope.from_json(document))
    except MalformedEnvelope as error:
        raise Unreadable("malformed", str(error)) from error
    except UnknownEventType as error:
        raise Unreadable("unknown_type", str(error)) from error
    except UnknownEventVersion as error:
        raise Unreadable("unknown_version", str(error)) from error
    except InvalidEvent as error:
        raise Unreadable("invalid", str(error)) from error
    if (envelope.type, envelope.version) not in subscribed:
        raise Unreadable("not_subscribed", f"no subscription to {envelope.type} v{envelope.version}")
    return Letter(message, envelope)


def _up_to_date(envelope: Envelope) -> Envelope:
    version, data = upcast(envelope.type, envelope.version, envelope.data)
    return envelope if version == envelope.version else replace(envelope, version=version, data=data)
