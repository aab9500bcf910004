"""Seal closed days, one after the other: nothing that was booked on them can change unnoticed any more.

What a closed day holds is frozen, so this needs no lock and holds nobody up, may be interrupted anywhere, and
comes to the same whoever does it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from accounting.domain.seal import DayContent, Seal, SealMaker
from chassis.clock import Clock


class Seals(Protocol):
    """The seals of closed days, which are only ever added."""

    async def last(self) -> Seal | None:
        """The seal of the last day that has one."""
        ...

    async def next_day(self, after: date | None) -> date | None:
        """The first closed day after `after`, or of all."""
        ...

    async def content_of(self, day: date) -> DayContent:
        """What was booked on `day`; takes time in proportion to that."""
        ...

    async def add(self, seal: Seal, at: datetime) -> bool:
        """Keep `seal`, unless its day has one; answers whether it was new."""
        ...


@dataclass(frozen=True, slots=True)
class Sealing:
    seals: Seals
    maker: SealMaker
    clock: Clock

    async def next_seal(self) -> Seal | None:
        """The seal that the next closed day is to have, or None when every closed day has one."""
        last = await self.seals.last()
        day = await self.seals.next_day(None if last is None else last.day)
        if day is None:
            return None
        return self.maker.seal(day, await self.seals.content_of(day), last)

    async def keep(self, seal: Seal) -> bool:
        """Answers whether the day had no seal yet."""
        return await self.seals.add(seal, self.clock.now())
