"""Tells the runner that a reassignment was started, sooner than its next look would."""

import asyncio
from contextlib import suppress

import asyncpg

from chassis.postgres.address import driver_url

CHANNEL = "reassignment"
CONNECT_SECONDS = 5


class PostgresBell:
    """Listens on a connection of its own, made again when it is lost; `url` is that of `Database`."""

    def __init__(self, url: str) -> None:
        self._url = driver_url(url)
        self._connection: asyncpg.Connection[asyncpg.Record] | None = None
        self._rung = asyncio.Event()

    async def wait(self, seconds: float) -> None:
        """Return when it has rung since the last call, at the latest after `seconds`."""
        await self._listen()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        self._rung.clear()

    async def close(self) -> None:
        if self._connection is not None:
            self._connection.terminate()

    async def _listen(self) -> None:
        if self._connection is not None and not self._connection.is_closed():
            return
        self._connection = await asyncpg.connect(
            self._url, timeout=CONNECT_SECONDS, server_settings={"application_name": "tracker-bell"}
        )
        await self._connection.add_listener(CHANNEL, lambda *_: self._rung.set())
        self._rung.set()
