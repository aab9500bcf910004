"""One relay's time as leader: a database session that holds the lead, and on which the log is read."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg

from chassis.postgres.address import driver_url
from chassis.postgres.signal import CHANNEL
from chassis.waiting import stopped_within

CONNECT_SECONDS = 5
STATEMENT_SECONDS = 30
STAND_BY_SECONDS = 0.5
FROZEN_SECONDS = 60
"""A leader that asks the database for nothing for so long is taken for frozen, and its session ended."""
LEADING = 7_001_002


@dataclass(frozen=True, slots=True)
class LeaderSession:
    """A connection that holds the lead for as long as it lives; `committed` is set when something was."""

    connection: "asyncpg.Connection[asyncpg.Record]"
    committed: asyncio.Event

    async def lead(self, stop: asyncio.Event) -> bool:
        """Wait for the lead; False when `stop` came first."""
        while not stop.is_set():
            if await self.connection.fetchval("SELECT pg_try_advisory_lock($1)", LEADING):
                return True
            if await stopped_within(stop, STAND_BY_SECONDS):
                return False
        return False


@asynccontextmanager
async def leader_session(url: str, name: str) -> AsyncIterator[LeaderSession]:
    """A session at the database `url`, listening for commits.

    Cursor writes need not wait for the disk: losing one repeats events that consumers know already.
    """
    connection = await asyncpg.connect(
        driver_url(url),
        timeout=CONNECT_SECONDS,
        command_timeout=STATEMENT_SECONDS,
        server_settings={
            "application_name": name,
            "synchronous_commit": "off",
            "jit": "off",
            "idle_session_timeout": f"{FROZEN_SECONDS}s",
        },
    )
    committed = asyncio.Event()
    try:
        await connection.add_listener(CHANNEL, lambda *_: committed.set())
        yield LeaderSession(connection, committed)
    finally:
        connection.terminate()
