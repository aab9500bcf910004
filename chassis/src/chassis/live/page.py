"""One open page: what it has still to be told, and how fast it is told."""

import asyncio
from time import monotonic

from chassis.live.turns import Turns
from chassis.visitor import Visitor

EVERYTHING = "all"
"""The topic on which everything live on a page is fetched again."""

WAITING_MAX = 100
"""More distinct hints than this at once, and the page is told to fetch everything."""


IN_TURN_SECONDS = 2.0
"""A page is not told in turn more often than this."""


class OpenPage:
    """The hints waiting for one page. They are a set: however often something changed, it is fetched once.

    What changes for one page alone is told at once, what changes for many in turn.
    """

    def __init__(self, visitor: Visitor, turns: Turns | None = None) -> None:
        self.visitor = visitor
        self.account_id = visitor.account_id
        self._turns = turns or Turns()
        self._waiting: set[str] = set()
        self._in_turn: set[str] = set()
        self._due: float | None = None
        self._told_in_turn_at = float("-inf")
        self._refresh = False
        self._ended = False
        self._doubted = False
        self._something = asyncio.Event()

    @property
    def ended(self) -> bool:
        """Whether the visitor may not be told anything any more."""
        return self._ended

    def hint(self, topic: str) -> None:
        """Have the page told at once that `topic` changed."""
        self._waiting.add(topic)
        if len(self._waiting) > WAITING_MAX:
            self.refresh()
        self._something.set()

    def hint_in_turn(self, topic: str) -> None:
        """Have the page told that `topic` changed when its turn comes."""
        self._in_turn.add(topic)
        if len(self._in_turn) > WAITING_MAX:
            self.refresh()
        self._take_a_turn()

    def refresh(self) -> None:
        """Have the page told in its turn to fetch everything it shows: hints may have been missed."""
        self._waiting.clear()
        self._in_turn.clear()
        self._refresh = True
        self._take_a_turn()

    def _take_a_turn(self) -> None:
        if self._due is None:
            self._due = max(self._turns.next(monotonic()), self._told_in_turn_at + IN_TURN_SECONDS)
            self._something.set()

    def end(self) -> None:
        """The visitor is signed out."""
        self._ended = True
        self._something.set()

    def doubt(self) -> None:
        """Have it looked up whether the visitor is still signed in."""
        self._doubted = True
        self._something.set()

    def take_doubt(self) -> bool:
        """Whether it is to be looked up; asking settles it."""
        doubted, self._doubted = self._doubted, False
        return doubted

    async def wait(self, seconds: float) -> None:
        """Return when there is something to tell, or to wait for anew, or after `seconds`."""
        until_due = seconds if self._due is None else max(0.0, self._due - monotonic())
        try:
            async with asyncio.timeout(min(seconds, until_due)):
                await self._something.wait()
        except TimeoutError:
            return

    def take(self) -> dict[str, object] | None:
        """What to send now, or None; it is not waiting any more afterwards."""
        refresh = self._is_due() and self._take_in_turn()
        hints = sorted(self._waiting)
        self._waiting.clear()
        if not self._doubted:
            self._something.clear()
        if refresh:
            return {"hints": [EVERYTHING], "refresh": True}
        return {"hints": hints} if hints else None

    def _is_due(self) -> bool:
        return self._due is not None and self._due <= monotonic()

    def _take_in_turn(self) -> bool:
        """Put what waited for its turn to the rest; answers whether that is everything there is."""
        self._waiting |= self._in_turn
        self._in_turn.clear()
        self._due, self._told_in_turn_at = None, monotonic()
        refresh, self._refresh = self._refresh, False
        return refresh
