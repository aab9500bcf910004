"""Purge what ended long ago: sessions, grants, attempts, tokens, links and mails."""

from dataclasses import dataclass
from datetime import timedelta

from auth.application.ports import Remains
from chassis.clock import Clock
from chassis.messages import Command

KEPT = timedelta(days=60)
"""Twice as long as any session or grant lives, so that only dead ones go."""

ROWS_MAX = 5_000


@dataclass(frozen=True, slots=True)
class PurgeRemains(Command[int]):
    """Answers how many rows went; call it again while that is not 0."""


@dataclass(frozen=True, slots=True)
class PurgeRemainsHandler:
    remains: Remains
    clock: Clock

    async def __call__(self, command: PurgeRemains) -> int:
        return await self.remains.purge(self.clock.now() - KEPT, ROWS_MAX)
