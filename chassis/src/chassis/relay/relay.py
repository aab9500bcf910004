"""The relay: one process of a service leads and passes on whatever is committed to the outbox."""

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime

import structlog

from chassis.crash_points import crash_point
from chassis.identifiers import new_id
from chassis.observability.metrics import OUTBOX_LAG_SECONDS, RELAY_FAILURES, RELAY_LEADING, RELAY_PUBLISHED
from chassis.postgres.cursor import LIVE, Cursor, Fenced, OutboxLog, Page, Row
from chassis.postgres.failures import DATABASE_FAILURES
from chassis.rabbitmq.connection import BROKER_FAILURES, publishing
from chassis.rabbitmq.names import SYNC_FINISHED, exchange_of
from chassis.rabbitmq.publisher import Outgoing, Publisher
from chassis.relay.session import LeaderSession, leader_session
from chassis.waiting import BackOff, stopped_within

PAGE_ROWS = 1_000
PAGE_ROWS_FIRST = 128
PAGE_BYTES = 4 * 1024 * 1024
"""About so much is read at a time, and two pages are in memory: an event may have 60 kB."""

ROUND_SECONDS = 0.010
"""While little is committed, rounds begin so far apart: one for ten events costs what one for one does."""

POLL_SECONDS_MIN = 0.005
POLL_SECONDS_MAX = 0.05
NEW_CURSORS_SECONDS = 1.0

FAILURES = (*DATABASE_FAILURES, *BROKER_FAILURES, Fenced)


class Relay:
    """Publishes `service`'s outbox from the database at `database_url` to the broker at `rabbitmq_url`.

    Any number may run: one leads, the others stand by. Every failure is answered by starting over from the
    stored cursor, so an event may be published twice and is never left out.
    """

    name = "relay"

    def __init__(
        self, service: str, database_url: str, rabbitmq_url: str, *, page_rows: int = PAGE_ROWS
    ) -> None:
        self._service = service
        self._database_url = database_url
        self._rabbitmq_url = rabbitmq_url
        self._page_rows = page_rows
        self._works = False

    def ready(self) -> bool:
        """Whether it leads with a broker to publish to, or stands by for one that does."""
        return self._works

    async def run(self, stop: asyncio.Event) -> None:
        """Stand by, lead and publish until `stop` is set; what is in flight then is confirmed first."""
        back_off = BackOff()
        while not stop.is_set():
            try:
                await self._stand_by_and_lead(stop, back_off)
            except FAILURES as error:
                RELAY_FAILURES.labels(type(error).__name__).inc()
                structlog.get_logger(__name__).warning("relay starts over", error=repr(error))
                self._works = False
                await back_off.pause(stop)
        self._works = False

    async def _stand_by_and_lead(self, stop: asyncio.Event, back_off: BackOff) -> None:
        name = f"{self._service}-relay"
        async with leader_session(self._database_url, name) as session:
            self._works = True
            if not await session.lead(stop):
                return
            self._works = False
            async with publishing(self._rabbitmq_url, name) as channel:
                self._works = True
                back_off.reset()
                RELAY_LEADING.set(1)
                crash_point("relay.leading")
                try:
                    await _Lead(self._service, session, Publisher(channel), self._page_rows).run(stop)
                finally:
                    RELAY_LEADING.set(0)


class _Lead:
    """One term as leader, over one database session and one channel."""

    def __init__(self, service: str, session: LeaderSession, publisher: Publisher, page_rows: int) -> None:
        self._service = service
        self._session = session
        self._publisher = publisher
        self._page_rows_max = page_rows
        self._page_rows = min(PAGE_ROWS_FIRST, page_rows)
        self._log = OutboxLog(session.connection)
        self._cursors: dict[str, Cursor] = {}
        self._ahead: dict[str, Page] = {}
        self._looked_at = float("-inf")

    async def run(self, stop: asyncio.Event) -> None:
        await self._log.open(LIVE, exchange_of(self._service), None, None)
        pause, loop = POLL_SECONDS_MIN, asyncio.get_running_loop()
        while not stop.is_set():
            began = loop.time()
            self._session.committed.clear()
            self._publisher.refuse_closed()
            await self._claim_new_cursors()
            busy = [await self._advance(cursor) for cursor in list(self._cursors.values())]
            pause = POLL_SECONDS_MIN if any(busy) else min(pause * 2, POLL_SECONDS_MAX)
            if not any(busy):
                OUTBOX_LAG_SECONDS.set(0)
                await self._wait(stop, pause)
            elif not self._ahead:
                await stopped_within(stop, began + ROUND_SECONDS - loop.time())

    async def _claim_new_cursors(self) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._looked_at < NEW_CURSORS_SECONDS:
            return
        self._looked_at = now
        for cursor in await self._log.take_over(list(self._cursors)):
            self._cursors[cursor.name] = await self._log.reseeded(cursor) or cursor

    async def _advance(self, cursor: Cursor) -> bool:
        """Publish the next page of `cursor`, reading on meanwhile; answers whether there was one."""
        page = self._ahead.pop(cursor.name, None) or await self._log.next_page(cursor, self._page_rows)
        if page.rows:
            OUTBOX_LAG_SECONDS.set(max(0.0, (datetime.now(UTC) - page.rows[0].created_at).total_seconds()))
            crash_point("relay.read")
            self._page_rows = min(self._page_rows_max, _fitting(page.rows))
            await self._publish_and_read_ahead(cursor, page)
            crash_point("relay.confirmed")
        if page.at_head and cursor.name != LIVE:
            await self._finish_replay(cursor)
        elif page.then != cursor:
            await self._log.save(page.then)
            crash_point("relay.saved")
            self._cursors[cursor.name] = page.then
        return bool(page.rows)

    async def _publish_and_read_ahead(self, cursor: Cursor, page: Page) -> None:
        reading = None if page.at_head else self._log.next_page(page.then, self._page_rows)
        if reading is None:
            await self._publish(cursor, page)
            return
        ahead = asyncio.create_task(reading, name="relay-ahead")
        try:
            await self._publish(cursor, page)
        finally:
            await asyncio.wait({ahead})
        self._ahead[cursor.name] = ahead.result()

    async def _finish_replay(self, cursor: Cursor) -> None:
        """Tell the one consumer that this was all; what is said from here on reaches it live."""
        await self._publisher.publish(
            [
                Outgoing(
                    cursor.exchange,
                    cursor.routing_key or "",
                    str(new_id()),
                    json.dumps({"cursor": cursor.name}).encode(),
                    SYNC_FINISHED,
                    content_type="application/json",
                )
            ]
        )
        crash_point("relay.history_told")
        await self._log.close(cursor)
        del self._cursors[cursor.name]
        structlog.get_logger(__name__).info("history is told to the end", cursor=cursor.name)

    async def _publish(self, cursor: Cursor, page: Page) -> None:
        rows = [row for row in page.rows if cursor.types is None or row.type in cursor.types]
        await self._publisher.publish([self._outgoing(cursor, row) for row in rows])
        _count(rows)

    def _outgoing(self, cursor: Cursor, row: Row) -> Outgoing:
        return Outgoing(
            cursor.exchange, cursor.routing_key or row.type, f"{self._service}-{row.id}", row.body, row.type
        )

    async def _wait(self, stop: asyncio.Event, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._session.committed.wait()
        except TimeoutError:
            return


def _fitting(rows: Sequence[Row]) -> int:
    """How many rows the next page may have if they are like these; at most twice as many, or a few."""
    size = sum(len(row.body) for row in rows)
    return max(1, min(max(2 * len(rows), PAGE_ROWS_FIRST), PAGE_BYTES * len(rows) // max(size, 1)))


def _count(rows: Sequence[Row]) -> None:
    for type_ in {row.type for row in rows}:
        RELAY_PUBLISHED.labels(type_).inc(sum(row.type == type_ for row in rows))
