"""A dead letter, and what an operator may do about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

LetterState = Literal["waiting", "replayed", "discarded"]

LIST_LIMIT = 100


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that could not be handled; `id` is the message's, `body` its bytes as they came.

    `attempts` counts how often it was tried before it was put aside the last time, `deaths` how often it was
    put aside. Times are timezone-aware UTC.
    """

    id: str
    type: str
    reason: str
    detail: str
    attempts: int
    first_failed_at: datetime
    last_failed_at: datetime
    body: bytes
    deaths: int = 1
    state: LetterState = "waiting"


@dataclass(frozen=True, slots=True)
class Kind:
    """What dead letters have in common; None stands for any."""

    type: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who decides about letters; `id` is an account's, or says where else the decision came from."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Act:
    """What was decided about a letter, by whom and why."""

    state: LetterState
    by: Actor
    why: str
    at: datetime


class DeadLetters(Protocol):
    """A service's dead letters. Whatever is interrupted anywhere, none is lost, and every act is on record.

    A letter that is interrupted while it is sent back may be both sent and waiting: its effect is idempotent.
    """

    async def list(
        self, limit: int = LIST_LIMIT, kind: Kind | None = None, after: str | None = None
    ) -> Sequence[DeadLetter]:
        """The `limit` waiting letters of `kind` that came first, those after the letter `after`."""
        ...

    async def count(self, kind: Kind | None = None) -> int:
        """How many wait."""
        ...

    async def kinds(self) -> Sequence[tuple[Kind, int]]:
        """The kinds of the waiting letters, each with how many there are, most first."""
        ...

    async def show(self, id: str) -> DeadLetter:
        """The letter `id`, in whatever state; raises `NotFound`."""
        ...

    async def acts(self, id: str) -> Sequence[Act]:
        """What was decided about the letter `id`, the first decision first."""
        ...

    async def replay(self, ids: Sequence[str], by: Actor) -> Sequence[str]:
        """Send waiting letters back to be handled again; answers the ids of those found and sent."""
        ...

    async def discard(self, ids: Sequence[str], by: Actor, why: str) -> Sequence[str]:
        """Give waiting letters up; answers the ids of those found."""
        ...
