"""What crosses a service's boundary, and the port it leaves by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class IntegrationEvent:
    """A versioned event for other services.

    `data` is JSON-safe (str, int, bool, None, list, dict) and has the shape that the schema registry holds
    for `type` and `version`. `subject` is the aggregate's id where the event is about one aggregate.
    """

    type: str
    version: int
    data: Mapping[str, Any]
    subject: str | None = None


class Outbox(Protocol):
    """The service's log of events to send, written in the transaction of the command that caused them."""

    async def add(self, *events: IntegrationEvent) -> None:
        """Append `events` in order.

        Raises `schema_registry.RegistryError` for an event that breaks its schema, which undoes the command.
        Call it after the aggregate's row is locked: per aggregate, the log's order is then the commit order.
        """
        ...


class Inbox(Protocol):
    """Which messages had their effect already, for handlers without a natural key."""

    async def claim(self, message_ids: Sequence[str]) -> frozenset[str]:
        """Remember `message_ids` in this transaction and answer those not seen before."""
        ...
