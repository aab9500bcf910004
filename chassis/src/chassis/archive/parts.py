"""The partitions of the log: how large, how old, how many are ahead, and which were archived."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

import asyncpg

from chassis.postgres.schema import OUTBOX_PARTITION_ROWS, partition_name

PARTITIONS = """
SELECT part.relname AS name, pg_total_relation_size(part.oid) AS bytes
FROM pg_inherits JOIN pg_class part ON part.oid = inhrelid
WHERE inhparent = 'outbox'::regclass ORDER BY part.relname
"""
ROWS = """
SELECT count(*) AS rows, (SELECT created_at FROM {name} ORDER BY id LIMIT 1) AS first_at,
       (SELECT created_at FROM {name} ORDER BY id DESC LIMIT 1) AS last_at
FROM {name}
"""
LAST_ID = "SELECT coalesce(max(id), 0) FROM outbox"
MISSING = "SELECT partition FROM outbox_archive WHERE restored_at IS NULL ORDER BY partition"

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


@dataclass(frozen=True, slots=True)
class Part:
    """A partition; `full` when no event will be written to it any more."""

    name: str
    rows: int
    bytes: int
    first_at: datetime | None
    last_at: datetime | None
    full: bool


@dataclass(frozen=True, slots=True)
class Extent:
    """What the log takes: partitions empty and ready for what comes, bytes with indexes, parts archived."""

    ahead: int
    bytes: int
    missing: int


async def parts(connection: Connection) -> Sequence[Part]:
    """All partitions that are in the database, the oldest first; counts their rows."""
    full = {partition_name(number) for number in range(await writing_number(connection))}
    found = []
    for row in await connection.fetch(PARTITIONS):
        counted = await connection.fetchrow(ROWS.format(name=row["name"]))
        assert counted is not None  # noqa: S101 - a count is always one row
        _, first_at, last_at = counted
        found.append(Part(row["name"], counted["rows"], row["bytes"], first_at, last_at, row["name"] in full))
    return found


async def extent(connection: Connection) -> Extent:
    """What is watched all the time; counts no rows."""
    rows = await connection.fetch(PARTITIONS)
    current = await writing_number(connection)
    names = {row["name"] for row in rows}
    ahead = 0
    while partition_name(current + 1 + ahead) in names:
        ahead += 1
    return Extent(ahead, sum(row["bytes"] for row in rows), len(await missing_parts(connection)))


async def writing_number(connection: Connection) -> int:
    """The number of the partition that the newest event is in; those before it are full."""
    last_id: int = await connection.fetchval(LAST_ID)
    return last_id // OUTBOX_PARTITION_ROWS


async def missing_parts(connection: Connection) -> Sequence[str]:
    """The partitions that are in files alone."""
    return [row["partition"] for row in await connection.fetch(MISSING)]
