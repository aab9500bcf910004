"""A log whose first partition is full, and what tests look at in it."""

from collections.abc import Sequence
from typing import Any

import asyncpg

from chassis.postgres.cursor import LIVE, OutboxLog
from chassis.postgres.schema import OUTBOX_PARTITION_ROWS, partition_name
from tests.chassis.messaging.support import append, connection_to
from tests.servers.postgres import DatabaseUrls

FIRST = partition_name(0)
OLD = (b'{"old": 1}', b'{"old": "two\\nlines\\t\\\\"}', '{"старое": 3}'.encode())
NEW = (b'{"new": 1}',)
PAGE = 100


async def fill_first_part(urls: DatabaseUrls) -> None:
    """A few events in the first partition, and the next ones in the second."""
    async with connection_to(urls.runtime) as connection:
        await append(connection, *OLD)
    async with connection_to(urls.owner) as owner:
        await owner.execute(f"ALTER SEQUENCE outbox_id_seq RESTART WITH {OUTBOX_PARTITION_ROWS}")
    async with connection_to(urls.runtime) as connection:
        await append(connection, *NEW)


async def tell_all(urls: DatabaseUrls) -> list[bytes]:
    """Move the live cursor to the head as the relay does; answers what it told."""
    told: list[bytes] = []
    async with connection_to(urls.runtime) as connection:
        log = OutboxLog(connection)
        await log.open(LIVE, "tracker", None, None)
        (cursor,) = [each for each in await log.take_over() if each.name == LIVE]
        at_head = False
        while not at_head:
            page = await log.next_page(cursor, PAGE)
            told += [row.body for row in page.rows]
            await log.save(page.then)
            cursor, at_head = page.then, page.at_head
    return told


async def events(urls: DatabaseUrls) -> Sequence[tuple[Any, ...]]:
    """Every event with all that is stored of it, oldest first."""
    async with connection_to(urls.owner) as connection:
        return [tuple(row) for row in await connection.fetch("SELECT *, xid::text FROM outbox ORDER BY id")]


async def bodies(urls: DatabaseUrls) -> list[bytes]:
    """What the log holds, oldest first."""
    async with connection_to(urls.owner) as connection:
        return [row["body"] for row in await connection.fetch("SELECT body FROM outbox ORDER BY id")]


async def on_record(urls: DatabaseUrls) -> "list[asyncpg.Record]":
    """What was archived."""
    async with connection_to(urls.owner) as connection:
        return await connection.fetch("SELECT * FROM outbox_archive")
