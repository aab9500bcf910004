"""One open page: what it has still to be told, and how fast it is told."""

import asyncio

from chassis.visitor import Visitor

EVERYTHING = "all"
"""The topic on which everything live on a page is fetched again."""

WAITING_MAX = 100
"""More distinct hints than this at once, and the page is told to fetch everything."""


class OpenPage:
    """The hints waiting for one page. They are a set: however often something changed, it is fetched once."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.account_id = visitor.account_id
        self._waiting: set[str] = set()
        self._refresh = False
        self._ended = False
        self._doubted = False
        self._something = asyncio.Event()

    @property
    def ended(self) -> bool:
        """Whether the visitor may not be told anything any more."""
        return self._ended

    def hint(self, topic: str) -> None:
        """Have the page told that `topic` changed."""
        if self._refresh:
            return
        self._waiting.add(topic)
        if len(self._waiting) > WAITING_MAX:
            self.refresh()
        self._something.set()

    def refresh(self) -> None:
        """Have the page told to fetch everything it shows: hints may have been missed."""
        self._waiting.clear()
        self._refresh = True
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
        """Return when there is something to tell, or after `seconds`."""
        try:
            async with asyncio.timeout(seconds):
                await self._something.wait()
        except TimeoutError:
            return

    def take(self) -> dict[str, object] | None:
        """What to send now, or None; it is not waiting any more afterwards."""
        refresh, hints = self._refresh, sorted(self._waiting)
        self._refresh = False
        self._waiting.clear()
        if not self._doubted:
            self._something.clear()
        if refresh:
            return {"hints": [EVERYTHING], "refresh": True}
        return {"hints": hints} if hints else None
