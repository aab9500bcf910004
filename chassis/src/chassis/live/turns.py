"""Turns: pages that are told the same thing fetch one after another, not all in one moment."""

TOLD_PER_SECOND = 200.0
"""What follows is as many fetches: about what one process answers beside its other work."""

AT_ONCE = 50
"""So many pages are told without waiting when nobody was told before them."""


class Turns:
    """One process hands out moments at which pages are told; times are seconds of one steady clock."""

    def __init__(self, per_second: float = TOLD_PER_SECOND, at_once: int = AT_ONCE) -> None:
        self._apart = 1 / per_second
        self._head_start = (at_once - 1) / per_second
        self._last = float("-inf")

    def next(self, now: float) -> float:
        """The next free moment, `now` at the earliest."""
        self._last = max(self._last + self._apart, now - self._head_start)
        return max(now, self._last)
