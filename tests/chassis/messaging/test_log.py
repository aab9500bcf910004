"""Reading the log: nothing lost, nothing doubled, nothing out of order, whoever writes how."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import asyncpg
import pytest

from chassis.postgres.cursor import Cursor, Fenced, OutboxLog, Page, Row
from tests.chassis.messaging.support import append, connection_to
from tests.servers.postgres import DatabaseUrls

WRITERS = 24
TRANSACTIONS_PER_WRITER = 40
AGGREGATES = 30
ROLLED_BACK = 0.3
EARLY_XID = 0.3
HELD_OPEN = 0.05
PAGE_ROWS = 50

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
NextPage = Callable[[Cursor, int], Awaitable[Page]]


@dataclass
class Written:
    """What writers committed: bodies `aggregate:number`, numbered in commit order per aggregate."""

    committed: set[bytes] = field(default_factory=set)


@dataclass(frozen=True)
class Verdict:
    """How what was read differs from what was written."""

    lost: int
    doubled: int
    misordered: int


def verdict(written: Written, read: Sequence[bytes]) -> Verdict:
    """Compare; order is judged by first occurrence."""
    first = list(dict.fromkeys(read))
    latest: dict[bytes, int] = {}
    misordered = 0
    for body in first:
        aggregate, _, number = body.partition(b":")
        misordered += int(number) < latest.get(aggregate, -1)
        latest[aggregate] = max(int(number), latest.get(aggregate, -1))
    doubled = sum(count - 1 for count in Counter(read).values())
    return Verdict(len(written.committed - set(first)), doubled, misordered)


async def write(url: str, seed: int, written: Written) -> None:
    """One writer: locks an aggregate, takes its next number, appends one to three events."""
    dice = random.Random(seed)
    async with connection_to(url) as connection:
        for _ in range(TRANSACTIONS_PER_WRITER):
            transaction = connection.transaction()
            await transaction.start()
            bodies = await _one_command(connection, dice)
            if dice.random() < ROLLED_BACK:
                await transaction.rollback()
            else:
                await transaction.commit()
                written.committed.update(bodies)


async def _one_command(connection: Connection, dice: random.Random) -> list[bytes]:
    if dice.random() < EARLY_XID:
        await connection.execute("SELECT pg_current_xact_id()")
        await asyncio.sleep(dice.random() * 0.02)
    aggregate, count = dice.randrange(AGGREGATES), dice.randint(1, 3)
    number = await connection.fetchval(
        "UPDATE aggregate SET number = number + $2 WHERE id = $1 RETURNING number", aggregate, count
    )
    bodies = [b"%d:%d" % (aggregate, number - count + place + 1) for place in range(count)]
    await append(connection, *bodies)
    if dice.random() < HELD_OPEN:
        await asyncio.sleep(0.1 + dice.random() * 0.2)
    return bodies


async def write_all(urls: DatabaseUrls, written: Written) -> None:
    """Let WRITERS write at once."""
    await asyncio.gather(*(write(urls.runtime, seed, written) for seed in range(WRITERS)))


async def with_aggregates(urls: DatabaseUrls) -> None:
    """The table writers lock rows of."""
    async with connection_to(urls.owner) as owner:
        await owner.execute("CREATE TABLE aggregate (id int PRIMARY KEY, number int NOT NULL DEFAULT 0)")
        await owner.execute("INSERT INTO aggregate (id) SELECT generate_series(0, $1 - 1)", AGGREGATES)


async def read_until(done: asyncio.Event, cursor: Cursor, next_page: NextPage, limit: int) -> list[bytes]:
    """Read page after page until the writers are done and nothing is left."""
    read: list[bytes] = []
    while True:
        finished = done.is_set()
        page = await next_page(cursor, limit)
        read.extend(row.body for row in page.rows)
        if finished and not page.rows and page.then == cursor:
            return read
        cursor = page.then
        await asyncio.sleep(0)


async def open_cursor(log: OutboxLog) -> Cursor:
    """A cursor from the beginning, claimed."""
    await log.open("live", "tracker", None, None)
    [cursor] = await log.take_over()
    return cursor


async def race(urls: DatabaseUrls, reader: Connection, next_page: NextPage, cursor: Cursor) -> Verdict:
    """Writers against one reader; how the reader did."""
    await with_aggregates(urls)
    written, done = Written(), asyncio.Event()
    reading = asyncio.create_task(read_until(done, cursor, next_page, PAGE_ROWS))
    await write_all(urls, written)
    done.set()
    result = verdict(written, await reading)
    assert len(written.committed) > WRITERS * TRANSACTIONS_PER_WRITER * 0.5, (
        "too little was written to prove anything"
    )
    return result


async def test_many_writers_lose_double_and_misorder_nothing(urls: DatabaseUrls) -> None:
    async with connection_to(urls.runtime) as reader:
        log = OutboxLog(reader)
        cursor = await open_cursor(log)

        result = await race(urls, reader, log.next_page, cursor)

    assert result == Verdict(lost=0, doubled=0, misordered=0)


async def test_the_same_checker_convicts_a_reader_by_id(urls: DatabaseUrls) -> None:
    async with connection_to(urls.runtime) as reader:
        log = OutboxLog(reader)
        cursor = replace(await open_cursor(log), win=None, sweep_to=None)

        async def by_id(cursor: Cursor, limit: int) -> Page:
            found = await reader.fetch(
                "SELECT id, type, body, created_at FROM outbox WHERE id > $1 ORDER BY id LIMIT $2",
                cursor.after_id,
                limit,
            )
            rows = [_row(row) for row in found]
            return Page(rows, replace(cursor, after_id=rows[-1].id) if rows else cursor, at_head=not rows)

        result = await race(urls, reader, by_id, cursor)

    assert result.lost > 0


def _row(row: asyncpg.Record) -> Row:
    return Row(row["id"], row["type"], row["body"], row["created_at"])


async def test_a_crash_at_any_page_repeats_at_most_that_page(urls: DatabaseUrls) -> None:
    dice = random.Random(7)
    crashes = 0
    async with connection_to(urls.runtime) as reader:
        log = OutboxLog(reader)
        await open_cursor(log)

        async def page_or_crash(cursor: Cursor, limit: int) -> Page:
            nonlocal crashes
            page = await log.next_page(cursor, limit)
            if dice.random() < 0.2 and page.rows:
                crashes += 1
                [stored] = await log.take_over()
                return Page(page.rows, stored, at_head=False)
            if page.then != cursor:
                await log.save(page.then)
            return page

        [cursor] = await log.take_over()
        result = await race(urls, reader, page_or_crash, cursor)

    assert crashes > 0
    assert (result.lost, result.misordered) == (0, 0)
    assert result.doubled <= crashes * PAGE_ROWS


async def test_an_open_transaction_does_not_hold_up_the_others(urls: DatabaseUrls) -> None:
    async with connection_to(urls.runtime) as slow, connection_to(urls.runtime) as quick:
        log = OutboxLog(quick)
        cursor = await open_cursor(log)
        transaction = slow.transaction()
        await transaction.start()
        await append(slow, b"slow")
        await append(quick, b"quick")

        first, cursor = await read_to_head(log, cursor)
        await transaction.commit()
        second, cursor = await read_to_head(log, cursor)
        third, _ = await read_to_head(log, cursor)

    assert (first, second, third) == ([b"quick"], [b"slow"], [])


async def read_to_head(log: OutboxLog, cursor: Cursor) -> tuple[list[bytes], Cursor]:
    """What there is after `cursor`, and the cursor after it."""
    read: list[bytes] = []
    while True:
        page = await log.next_page(cursor, PAGE_ROWS)
        read.extend(row.body for row in page.rows)
        if page.then == cursor:
            return read, cursor
        cursor = page.then


async def test_whoever_was_taken_over_may_not_move_the_cursor(urls: DatabaseUrls) -> None:
    async with connection_to(urls.runtime) as old, connection_to(urls.runtime) as new:
        zombie = await open_cursor(OutboxLog(old))
        await append(old, b"one")
        page = await OutboxLog(old).next_page(zombie, PAGE_ROWS)
        [successor] = await OutboxLog(new).take_over()

        with pytest.raises(Fenced):
            await OutboxLog(old).save(page.then)
        with pytest.raises(Fenced):
            await OutboxLog(old).close(zombie)

        [stored] = await OutboxLog(new).take_over()
        assert replace(stored, epoch=successor.epoch) == successor


async def test_a_log_restored_into_a_younger_cluster_is_told_again(urls: DatabaseUrls) -> None:
    async with connection_to(urls.runtime) as connection:
        log = OutboxLog(connection)
        await append(connection, b"now")
        await connection.execute(
            "INSERT INTO outbox (xid, type, version, body) VALUES ('900000000', 'task.done', 1, 'restored')"
        )
        cursor = replace(await open_cursor(log), last="900000001:900000001:", win=None, sweep_to=None)

        reseeded = await log.reseeded(cursor)
        assert reseeded is not None
        read, head = await read_to_head(log, reseeded)

        assert sorted(read) == [b"now", b"restored"]
        assert await log.reseeded(head) is None


async def test_a_cursor_of_the_present_is_left_where_it_is(urls: DatabaseUrls) -> None:
    async with connection_to(urls.runtime) as connection:
        log = OutboxLog(connection)

        assert await log.reseeded(await open_cursor(log)) is None


async def test_opening_a_cursor_twice_keeps_the_first(urls: DatabaseUrls) -> None:
    async with connection_to(urls.runtime) as connection:
        log = OutboxLog(connection)
        first = await open_cursor(log)
        await log.save(replace(first, after_id=5))

        await log.open("live", "elsewhere", None, None)

        [stored] = await log.take_over()
        assert (stored.exchange, stored.after_id) == ("tracker", 5)
