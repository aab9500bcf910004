"""In-memory twins of the chassis' ports; they pass the same contract tests as the PostgreSQL adapters."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import schema_registry
from chassis.dead_letters import Act, Actor, DeadLetter, Kind, LetterState
from chassis.dead_letters.letter import LIST_LIMIT
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
        self._acts: dict[str, list[Act]] = {}

    async def keep(self, letters: Sequence[DeadLetter]) -> None:
        """Store letters as waiting; one that is known has died again, unless it is told of twice."""
        for letter in letters:
            known = next((one for one in self.letters if one.id == letter.id), None)
            if known is None:
                self.letters.append(letter)
            elif known.state != "waiting" or known.last_failed_at != letter.last_failed_at:
                died_again = replace(letter, first_failed_at=known.first_failed_at, deaths=known.deaths + 1)
                self.letters[self.letters.index(known)] = died_again

    async def list(
        self, limit: int = LIST_LIMIT, kind: Kind | None = None, after: str | None = None
    ) -> Sequence[DeadLetter]:
        """The `limit` waiting letters of `kind` that came first, those after the letter `after`."""
        ids = [letter.id for letter in self.letters]
        start = ids.index(after) + 1 if after in ids else 0
        return [letter for letter in self.letters[start:] if _is_waiting(letter, kind or Kind())][:limit]

    async def count(self, kind: Kind | None = None) -> int:
        """How many wait."""
        return sum(_is_waiting(letter, kind or Kind()) for letter in self.letters)

    async def kinds(self) -> Sequence[tuple[Kind, int]]:
        """The kinds of the waiting letters, each with how many there are, most first."""
        waiting = [letter for letter in self.letters if letter.state == "waiting"]
        counted = Counter((letter.type, letter.reason) for letter in waiting)
        return [
            (Kind(*kind), count) for kind, count in sorted(counted.items(), key=lambda one: (-one[1], one[0]))
        ]

    async def show(self, id: str) -> DeadLetter:
        """The letter `id`, in whatever state; raises `NotFound`."""
        for letter in self.letters:
            if letter.id == id:
                return letter
        raise NotFound(f"there is no dead letter {id}")

    async def acts(self, id: str) -> Sequence[Act]:
        """What was decided about the letter `id`, the first decision first."""
        return self._acts.get(id, [])

    async def replay(self, ids: Sequence[str], by: Actor) -> Sequence[str]:
        """Put waiting letters into `replayed`; answers the ids found."""
        self.replayed.extend(
            letter for letter in self.letters if letter.id in ids and letter.state == "waiting"
        )
        return self._settle(ids, "replayed", by, "")

    async def discard(self, ids: Sequence[str], by: Actor, why: str) -> Sequence[str]:
        """Give waiting letters up; answers the ids found."""
        return self._settle(ids, "discarded", by, why)

    def _settle(self, ids: Sequence[str], state: LetterState, by: Actor, why: str) -> Sequence[str]:
        settled = [letter.id for letter in self.letters if letter.id in ids and letter.state == "waiting"]
        self.letters = [
            replace(letter, state=state) if letter.id in settled else letter for letter in self.letters
        ]
        for id in settled:
            self._acts.setdefault(id, []).append(Act(state, by, why, datetime.now(UTC)))
        return settled


def _is_waiting(letter: DeadLetter, kind: Kind) -> bool:
    return (
        letter.state == "waiting"
        and kind.type in (None, letter.type)
        and kind.reason in (None, letter.reason)
    )
