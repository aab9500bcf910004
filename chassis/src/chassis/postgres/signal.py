"""Wakes the relay: a NOTIFY after the commit, on a connection of its own, so that no commit waits."""

import asyncio
from contextlib import suppress

import asyncpg
import structlog

from chassis.postgres.address import driver_url
from chassis.postgres.failures import DATABASE_FAILURES

CHANNEL = "outbox"
QUIET_SECONDS = 0.010
CONNECT_SECONDS = 5
NOTIFY_SECONDS = 2
RETRY_SECONDS_MIN = 0.1
RETRY_SECONDS_MAX = 5.0


class OutboxSignal:
    """Tells listening relays that something was committed; `url` is that of `Database`.

    Calls of `wake` within QUIET_SECONDS become one NOTIFY. Losing one costs a relay's poll, never an event:
    NOTIFY in a business transaction would make every commit wait for its turn.
    """

    def __init__(self, url: str, channel: str = CHANNEL) -> None:
        self._url = driver_url(url)
        self._channel = channel
        self._asked = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to pass on `wake`; the connection is made (and made again) in the background."""
        self._task = asyncio.create_task(self._run(), name="outbox-signal")

    async def stop(self) -> None:
        """End and close the connection; a wake not yet passed on is dropped."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    def wake(self) -> None:
        """Ask for a NOTIFY; returns at once. Give it to `Transaction.after_commit`."""
        self._asked.set()

    async def _run(self) -> None:
        delay = RETRY_SECONDS_MIN
        while True:
            try:
                connection = await asyncpg.connect(
                    self._url,
                    timeout=CONNECT_SECONDS,
                    server_settings={"application_name": "outbox-signal", "synchronous_commit": "off"},
                )
            except DATABASE_FAILURES as error:
                structlog.get_logger(__name__).warning("outbox signal has no connection", error=repr(error))
                await asyncio.sleep(delay)
                delay = min(delay * 2, RETRY_SECONDS_MAX)
                continue
            delay = RETRY_SECONDS_MIN
            await self._notify_until_broken(connection)

    async def _notify_until_broken(self, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        statement = f"NOTIFY {self._channel}"
        try:
            while True:
                await self._asked.wait()
                self._asked.clear()
                await connection.execute(statement, timeout=NOTIFY_SECONDS)
                await asyncio.sleep(QUIET_SECONDS)
        except DATABASE_FAILURES as error:
            self._asked.set()
            structlog.get_logger(__name__).warning("outbox signal lost its connection", error=repr(error))
        finally:
            connection.terminate()
