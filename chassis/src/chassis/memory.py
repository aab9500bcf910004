"""In-memory twins of the chassis' ports; they pass the same contract tests as the PostgreSQL adapters."""

from collections.abc import Sequence

import schema_registry

from chassis.integration import IntegrationEvent


class MemoryOutbox:
    """Keeps events in a list, refusing those that break their schema as the real one does."""

    def __init__(self) -> None:
        self.events: list[IntegrationEvent] = []

    async def add(self, *events: IntegrationEvent) -> None:
        """Append `events`; raises `schema_registry.RegistryError`."""
        for event in events:
            schema_registry.validate_data(event.type, event.version, event.data)
        self.events.extend(events)


class MemoryInbox:
    """Keeps the ids it has seen in a set."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    async def claim(self, message_ids: Sequence[str]) -> frozenset[str]:
        """Remember `message_ids`; answer those not seen before."""
        fresh = frozenset(message_ids) - self._seen
        self._seen |= fresh
        return fresh
