"""Messages that could not be handled: looked at, sent back to be handled again, or given up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One dead letter; `id` is the message's id, `body` its bytes as they came.

    `failed_at` is None when the broker, not the service, put it aside (its delivery limit was reached).
    """

    id: str
    type: str
    reason: str
    detail: str
    attempts: int
    failed_at: datetime | None
    body: bytes


class DeadLetters(Protocol):
    """A service's dead letters. Every operation may be interrupted anywhere without losing one."""

    async def list(self, limit: int = 100) -> Sequence[DeadLetter]:
        """The oldest `limit` dead letters, left where they are."""
        ...

    async def show(self, id: str) -> DeadLetter:
        """The dead letter `id`, left where it is; raises `NotFound`."""
        ...

    async def replay(self, ids: Sequence[str]) -> Sequence[str]:
        """Send dead letters back to the inbox with fresh attempts; answers the ids found and sent.

        Interrupted, a letter may be both sent and kept: its effect is idempotent.
        """
        ...

    async def discard(self, ids: Sequence[str]) -> Sequence[str]:
        """Give dead letters up for good; answers the ids found and removed."""
        ...
