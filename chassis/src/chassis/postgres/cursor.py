"""Reads the outbox exactly once and in order, by the difference between two snapshots.

Ids are drawn before commits happen, so `id > last` loses events and a cut at `xmin` stalls behind any open
transaction. What is visible in the newer snapshot and not in the older one is exactly what was committed in
between; ordered by id, events of one aggregate keep their order, because they were inserted under the
aggregate's lock.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import asyncpg

LIVE = "live"
BEGINNING = "1:1:"


class Fenced(RuntimeError):
    """Another relay has taken over: whoever gets this leads no more and must not write."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far one destination has been told the log.

    Everything visible in the snapshot `last` is done. While a window (`last`, `win`] is paged, ids up to
    `after_id` are done too. `sweep_to` instead says that the log is told from its start up to that id,
    whatever `last` is.
    """

    name: str
    exchange: str
    routing_key: str | None
    types: Sequence[str] | None
    epoch: int
    last: str
    win: str | None = None
    after_id: int = 0
    sweep_to: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One event in the log; `created_at` is the database's time."""

    id: int
    type: str
    body: bytes
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """Rows in the order to publish them, and where the cursor stands once all of them are confirmed."""

    rows: Sequence[Row]
    then: Cursor
    at_head: bool


class OutboxLog:
    """The log as its leading relay reads it, on that relay's own connection."""

    def __init__(self, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        self._connection = connection

    async def open(
        self, name: str, exchange: str, routing_key: str | None, types: Sequence[str] | None
    ) -> None:
        """Make a cursor that tells the whole log from its start; nothing happens if `name` has one."""
        await self._connection.execute(_OPEN, name, exchange, routing_key, types)

    async def take_over(self, known: Sequence[str] = ()) -> list[Cursor]:
        """Claim every cursor but those `known`: whoever held one before is refused to move it."""
        rows = await self._connection.fetch(_TAKE_OVER, list(known))
        return [_cursor_from(row) for row in rows]

    async def next_page(self, cursor: Cursor, limit: int) -> Page:
        """The next rows after `cursor`, at most `limit`."""
        if cursor.win is None:
            return await self._first_page(cursor, limit)
        query, bound = (_WITHIN, cursor.last) if cursor.sweep_to is None else (_SWEEP, cursor.sweep_to)
        rows = [
            _row_from(row)
            for row in await self._connection.fetch(query, cursor.after_id, cursor.win, bound, limit)
        ]
        if len(rows) == limit:
            return Page(rows, replace(cursor, after_id=rows[-1].id), at_head=False)
        done = replace(cursor, last=cursor.win, win=None, after_id=0, sweep_to=None)
        return Page(rows, done, at_head=False)

    async def _first_page(self, cursor: Cursor, limit: int) -> Page:
        found = await self._connection.fetch(_DIFFERENCE, cursor.last, limit)
        rows = [_row_from(row) for row in found]
        if not rows:
            return Page(rows, cursor, at_head=True)
        win: str = found[0]["win"]
        if len(rows) == limit:
            return Page(rows, replace(cursor, win=win, after_id=rows[-1].id), at_head=False)
        return Page(rows, replace(cursor, last=win), at_head=True)

    async def save(self, cursor: Cursor) -> None:
        """Move the stored cursor to `cursor`; raises `Fenced` if another relay has claimed it."""
        moved = await self._connection.fetchval(
            _SAVE, cursor.name, cursor.epoch, cursor.last, cursor.win, cursor.after_id, cursor.sweep_to
        )
        if moved is None:
            raise Fenced(f"cursor {cursor.name}: epoch {cursor.epoch} is over")

    async def close(self, cursor: Cursor) -> None:
        """Remove a cursor whose destination has caught up; raises `Fenced`."""
        closed = await self._connection.fetchval(_CLOSE, cursor.name, cursor.epoch)
        if closed is None:
            raise Fenced(f"cursor {cursor.name}: epoch {cursor.epoch} is over")

    async def reseeded(self, cursor: Cursor) -> Cursor | None:
        """`cursor` put back to the log's start if its snapshots lie in the future, otherwise None.

        They do after a logical restore into another cluster, whose transaction ids are lower. The whole log
        is told again; consumers absorb what they know.
        """
        row = await self._connection.fetchrow(_FROM_THE_FUTURE, cursor.last, cursor.win)
        if row is None:
            return None
        return replace(cursor, last=BEGINNING, win=row["win"], after_id=0, sweep_to=row["sweep_to"])


def _row_from(row: asyncpg.Record) -> Row:
    return Row(row["id"], row["type"], row["body"], row["created_at"])


def _cursor_from(row: asyncpg.Record) -> Cursor:
    return Cursor(**dict(row))


_OPEN = """
INSERT INTO outbox_cursor (name, exchange, routing_key, types, last, win, sweep_to)
SELECT $1, $2, $3, $4::text[], '1:1:', pg_current_snapshot(), coalesce((SELECT max(id) FROM outbox), 0)
ON CONFLICT (name) DO NOTHING
"""

_TAKE_OVER = """
UPDATE outbox_cursor SET epoch = epoch + 1 WHERE name <> ALL ($1::text[])
RETURNING name, exchange, routing_key, types, epoch, last::text, win::text, after_id, sweep_to
"""

_DIFFERENCE = """
WITH w AS MATERIALIZED (SELECT pg_current_snapshot() AS s)
SELECT o.id, o.type, o.body, o.created_at, w.s::text AS win FROM w, LATERAL (
    SELECT id, type, body, created_at FROM outbox
    WHERE xid >= pg_snapshot_xmax($1::text::pg_snapshot) AND xid < pg_snapshot_xmax(w.s)
      AND pg_visible_in_snapshot(xid, w.s)
    UNION ALL
    SELECT id, type, body, created_at FROM outbox
    WHERE xid = ANY (ARRAY(SELECT x FROM pg_snapshot_xip($1::text::pg_snapshot) AS x
                           WHERE pg_visible_in_snapshot(x, w.s)))
) o ORDER BY o.id LIMIT $2
"""

# The rest of a window is found by id, not by xid again, which would sort the whole window for every page.
_WITHIN = """
SELECT id, type, body, created_at FROM outbox
WHERE id > $1 AND pg_visible_in_snapshot(xid, $2::text::pg_snapshot)
  AND NOT pg_visible_in_snapshot(xid, $3::text::pg_snapshot)
ORDER BY id LIMIT $4
"""

# Rows of a restored log carry ids of transactions that this cluster has not had yet: they are told as well.
_SWEEP = """
SELECT id, type, body, created_at FROM outbox
WHERE id > $1 AND id <= $3 AND (pg_visible_in_snapshot(xid, $2::text::pg_snapshot)
                                OR xid >= pg_snapshot_xmax($2::text::pg_snapshot))
ORDER BY id LIMIT $4
"""

_SAVE = """
UPDATE outbox_cursor
SET last = $3::text::pg_snapshot, win = $4::text::pg_snapshot, after_id = $5, sweep_to = $6, moved_at = now()
WHERE name = $1 AND epoch = $2 RETURNING epoch
"""

_CLOSE = "DELETE FROM outbox_cursor WHERE name = $1 AND epoch = $2 RETURNING epoch"

_FROM_THE_FUTURE = """
SELECT pg_current_snapshot()::text AS win, coalesce((SELECT max(id) FROM outbox), 0) AS sweep_to
WHERE pg_snapshot_xmax($1::text::pg_snapshot) > pg_snapshot_xmax(pg_current_snapshot())
   OR pg_snapshot_xmax($2::text::pg_snapshot) > pg_snapshot_xmax(pg_current_snapshot())
"""
