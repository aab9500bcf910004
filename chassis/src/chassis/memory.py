"""In-memory twins of the chassis' ports; they pass the same contract tests as the PostgreSQL adapters."""

from collections.abc import Sequence

import schema_registry
from chassis.dead_letters import DeadLetter
from chassis.errors import NotFound
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


class MemoryDeadLetters:
    """Keeps dead letters in a list, and in another those sent back."""

    def __init__(self) -> None:
        self.letters: list[DeadLetter] = []
        self.replayed: list[DeadLetter] = []

    async def list(self, limit: int = 100) -> Sequence[DeadLetter]:
        """The oldest `limit` dead letters."""
        return self.letters[:limit]

    async def show(self, id: str) -> DeadLetter:
        """The dead letter `id`; raises `NotFound`."""
        for letter in self.letters:
            if letter.id == id:
                return letter
        raise NotFound(f"there is no dead letter {id}")

    async def replay(self, ids: Sequence[str]) -> Sequence[str]:
        """Move dead letters to `replayed`; answers the ids found."""
        found = self._take(ids)
        self.replayed.extend(found)
        return [letter.id for letter in found]

    async def discard(self, ids: Sequence[str]) -> Sequence[str]:
        """Remove dead letters; answers the ids found."""
        return [letter.id for letter in self._take(ids)]

    def _take(self, ids: Sequence[str]) -> Sequence[DeadLetter]:
        found = [letter for letter in self.letters if letter.id in ids]
        self.letters = [letter for letter in self.letters if letter.id not in ids]
        return found
