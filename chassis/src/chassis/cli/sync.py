"""`sync status`: how far the exchange of history with the other services has come."""

import asyncio

import asyncpg

from chassis.cli.settings import DatabaseSettings
from chassis.postgres.address import driver_url

CONNECT_SECONDS = 5

ASKED = "SELECT producer, requested_at, finished_at FROM synchronisation ORDER BY producer"
TOLD = "SELECT name, exchange, routing_key, after_id, sweep_to, moved_at FROM outbox_cursor ORDER BY name"


def run_sync_status() -> int:
    """Print one line a producer and one line a cursor; exit code 0, or 1 while history is still awaited."""
    url = driver_url(DatabaseSettings().database_url.get_secret_value())
    asked, told = asyncio.run(_read(url))
    for row in asked:
        state = f"finished {row['finished_at']:%F %T}" if row["finished_at"] else "catching up"
        print(f"history of {row['producer']}: {state} (asked for {row['requested_at']:%F %T})")
    for row in told:
        progress = (
            f"event {row['after_id']} of {row['sweep_to']}" if row["sweep_to"] is not None else "at the head"
        )
        print(f"cursor {row['name']} to {row['exchange']}: {progress} (moved {row['moved_at']:%F %T})")
    return 0 if all(row["finished_at"] for row in asked) else 1


async def _read(url: str) -> tuple[list[asyncpg.Record], list[asyncpg.Record]]:
    connection = await asyncpg.connect(url, timeout=CONNECT_SECONDS)
    try:
        return await connection.fetch(ASKED), await connection.fetch(TOLD)
    finally:
        await connection.close()
