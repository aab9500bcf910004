"""Starts again whatever process of the system has died, as a supervisor does in production."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from tests.system.system import System

LOOK_EVERY_SECONDS: Final = 0.1


@asynccontextmanager
async def supervised(system: System) -> AsyncIterator[None]:
    """While the block lasts, no process of `system` stays dead."""
    task = asyncio.create_task(_start_the_dead(system))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _start_the_dead(system: System) -> None:
    while True:
        for process in system.processes.values():
            await asyncio.shield(process.start())
        await asyncio.sleep(LOOK_EVERY_SECONDS)
