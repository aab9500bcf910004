"""Rebuild the figures: load, derive, follow, compare and swap, each step noted so that it can be resumed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from analytics.domain.rebuild import FigureDifference, Phase, Rebuild, RebuildId

COMPARISONS_MAX = 20
SWAPS_MAX = 60
WAITING_AT_ONCE_MAX = 5_000
DIFFERENCES_OF_A_FIGURE_MAX = 20
"""Each has its own share, so that one that differs everywhere hides no other."""


class NothingToRebuild(Exception):
    """There is no unfinished rebuild to accept or to abandon."""


class FiguresBusy(Exception):
    """The figures were in use for so long that they could not be swapped; trying again will do."""


class RebuildStore(Protocol):
    """Where a rebuild is noted, and the new figures kept."""

    async def unfinished(self) -> Rebuild | None: ...

    async def begin(self, producers: Sequence[str]) -> Rebuild:
        """Empty the new figures and note a rebuild in its first phase."""
        ...

    async def not_asked(self, rebuild: RebuildId) -> Sequence[str]: ...

    async def note_asked(self, rebuild: RebuildId, producers: Sequence[str]) -> None: ...

    async def move_on(self, rebuild: RebuildId, phase: Phase) -> None:
        """Enter a phase; transactions under way end first, later ones know it."""
        ...

    async def derive(self, rebuild: RebuildId) -> None:
        """Count all entries at once, in one transaction that ends in the next phase."""
        ...

    async def count_waiting(self, most: int) -> int:
        """Work in up to `most` of the entries that waited; answer how many there were."""
        ...

    async def follow(self, rebuild: RebuildId) -> None:
        """Work in what still waits; from then on nothing does."""
        ...

    async def differences(self) -> Sequence[FigureDifference]: ...

    async def keep_differences(self, rebuild: RebuildId, found: Sequence[FigureDifference]) -> None: ...

    async def swap(self, rebuild: RebuildId) -> bool:
        """Show the new figures, in one transaction; False if that would have kept readers waiting."""
        ...

    async def abandon(self, rebuild: RebuildId) -> None: ...


class Histories(Protocol):
    """The others' histories, on their way into the new figures."""

    async def ask(self, rebuild: RebuildId, producers: Sequence[str]) -> None: ...

    async def load(self, rebuild: RebuildId) -> None:
        """Take in everything; returns when every producer has told all of it."""
        ...


class Pause(Protocol):
    """Waits a moment before something is tried again."""

    async def __call__(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """With `differences` that nobody has accepted the old figures are still the ones shown."""

    swapped: bool
    differences: Sequence[FigureDifference]


@dataclass(frozen=True, slots=True)
class Rebuilding:
    """One rebuild at a time, by one process at a time: the caller sees to that.

    `reached` is told each step by name, for tests that interrupt it there.
    """

    store: RebuildStore
    histories: Histories
    producers: Sequence[str]
    pause: Pause
    tell: Callable[[str], None]
    reached: Callable[[str], None]

    async def run(self, *, accept: bool = False) -> Outcome:
        """Begin a rebuild or resume the unfinished one; `accept` swaps in spite of differences."""
        rebuild = await self.store.unfinished()
        if rebuild is None and accept:
            raise NothingToRebuild("there is no rebuild whose differences could be accepted")
        rebuild = rebuild or await self.store.begin(self.producers)
        self.reached("rebuild.begun")
        if rebuild.phase is Phase.LOADING:
            await self._load(rebuild.id)
        if rebuild.phase in (Phase.LOADING, Phase.DERIVING):
            self.tell("deriving the figures")
            await self.store.derive(rebuild.id)
            self.reached("rebuild.derived")
        if rebuild.phase is not Phase.FOLLOWING:
            await self._catch_up(rebuild.id)
        return await self._compare_and_swap(rebuild.id, accept)

    async def abandon(self) -> None:
        """Give up the unfinished rebuild."""
        rebuild = await self.store.unfinished()
        if rebuild is None:
            raise NothingToRebuild("there is no rebuild to abandon")
        await self.store.abandon(rebuild.id)

    async def _load(self, rebuild: RebuildId) -> None:
        to_ask = await self.store.not_asked(rebuild)
        if to_ask:
            await self.histories.ask(rebuild, to_ask)
            await self.store.note_asked(rebuild, to_ask)
        self.reached("rebuild.asked")
        self.tell("loading histories")
        await self.histories.load(rebuild)
        self.reached("rebuild.loaded")
        await self.store.move_on(rebuild, Phase.DERIVING)

    async def _catch_up(self, rebuild: RebuildId) -> None:
        self.tell("counting what arrived meanwhile")
        while await self.store.count_waiting(WAITING_AT_ONCE_MAX) == WAITING_AT_ONCE_MAX:
            self.reached("rebuild.counting")
        await self.store.follow(rebuild)
        self.reached("rebuild.following")

    async def _compare_and_swap(self, rebuild: RebuildId, accept: bool) -> Outcome:
        self.tell("comparing")
        found = await self._compare()
        await self.store.keep_differences(rebuild, found)
        self.reached("rebuild.compared")
        if found and not accept:
            return Outcome(swapped=False, differences=found)
        self.tell("swapping")
        for _ in range(SWAPS_MAX):
            if await self.store.swap(rebuild):
                return Outcome(swapped=True, differences=found)
            await self.pause()
        raise FiguresBusy("the figures are read without a pause; run the rebuild again to swap them")

    async def _compare(self) -> Sequence[FigureDifference]:
        """What differs for longer than a message takes: history may be ahead of what is shown."""
        for _ in range(COMPARISONS_MAX):
            found = await self.store.differences()
            if not found:
                break
            await self.pause()
        return found
