"""Waiting that ends early when the process is told to stop, and waits that grow after each failure."""

import asyncio
from dataclasses import dataclass

DELAY_SECONDS_MIN = 0.1
DELAY_SECONDS_MAX = 5.0
CANCEL_AGAIN_SECONDS = 0.5
CANCELS_MAX = 20


async def stopped_within(stop: asyncio.Event, seconds: float) -> bool:
    """Wait at most `seconds` (none if they are negative) for `stop`; answers whether it is set."""
    if seconds <= 0:
        return stop.is_set()
    try:
        async with asyncio.timeout(seconds):
            return await stop.wait()
    except TimeoutError:
        return stop.is_set()


async def cancelled(task: "asyncio.Task[None]") -> None:
    """Cancel `task` and return when it has ended; raises what it raised, or TimeoutError if it never ends.

    It is asked up to CANCELS_MAX times: while it connects, aiormq may take a cancellation for one of its own
    and go on.
    """
    for _ in range(CANCELS_MAX):
        if task.done():
            break
        task.cancel()
        await asyncio.wait({task}, timeout=CANCEL_AGAIN_SECONDS)
    if not task.done():
        raise TimeoutError(f"{task.get_name()} does not end")
    if not task.cancelled():
        task.result()


@dataclass(slots=True)
class BackOff:
    """Pauses that double from DELAY_SECONDS_MIN to DELAY_SECONDS_MAX until something works again."""

    seconds: float = DELAY_SECONDS_MIN

    async def pause(self, stop: asyncio.Event) -> None:
        """Wait before the next try; returns at once when `stop` is set."""
        await stopped_within(stop, self.seconds)
        self.seconds = min(self.seconds * 2, DELAY_SECONDS_MAX)

    def reset(self) -> None:
        """It works again: the next pause is the shortest."""
        self.seconds = DELAY_SECONDS_MIN
