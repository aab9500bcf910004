"""Waiting for what happens by itself, without sleeping for a fixed time."""

import asyncio
import inspect
import os
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar, overload

PROBE_INTERVAL_SECONDS: Final = 0.02
WITHIN_SECONDS_DEFAULT: Final = 5.0
PATIENCE: Final = float(os.environ.get("TEST_PATIENCE", "3"))
"""How many times as long as it should take is waited: a busy machine is no failure. `make faults` has 1."""

Seen = TypeVar("Seen")


@overload
async def eventually(probe: Callable[[], Awaitable[Seen]], *, within_seconds: float = ...) -> Seen: ...


@overload
async def eventually(probe: Callable[[], Seen], *, within_seconds: float = ...) -> Seen: ...


async def eventually(
    probe: Callable[[], object], *, within_seconds: float = WITHIN_SECONDS_DEFAULT
) -> object:
    """Call the probe, plain or async, until it returns something true or raises no AssertionError.

    A probe that asserts may return None. When PATIENCE times `within_seconds` are up, an AssertionError
    tells what was seen last; whoever has to be quick measures.
    """
    loop = asyncio.get_running_loop()
    seconds = within_seconds * PATIENCE
    deadline = loop.time() + seconds
    while True:
        complaint, seen = await _look(probe)
        if complaint is None:
            return seen
        if loop.time() >= deadline:
            raise AssertionError(f"not within {seconds:g} s; last seen: {complaint}")
        await asyncio.sleep(PROBE_INTERVAL_SECONDS)


async def _look(probe: Callable[[], object]) -> tuple[str | None, object]:
    try:
        answer = probe()
        seen = await answer if inspect.isawaitable(answer) else answer
    except AssertionError as refusal:
        return str(refusal) or "an assertion without a message", None
    if seen is None or seen:
        return None, seen
    return repr(seen), None
