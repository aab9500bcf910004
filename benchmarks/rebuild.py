"""Rebuilding analytics from the others' histories, while its pages are read.

`python -m benchmarks.rebuild [EVENTS]` fills accounting's log and the live figures with as many entries, runs
`python -m analytics rebuild` beside a relay in a process of its own, and asks for the dashboard all the while
(goal P11: at least 50,000 entries a second, from the request to the swap). The floor is a bare
`INSERT … SELECT` of the same entries.
"""

import asyncio
import os
import subprocess
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import date
from statistics import median
from time import perf_counter

import asyncpg
from benchmarks.dashboard import (
    ACCOUNTS_MIN,
    EVENTS_PER_ACCOUNT,
    FILL_SECONDS,
    TASKS,
    a_browser,
    fill_entries,
    once,
)
from benchmarks.figures import Figure, record

from analytics.adapters.postgres.rebuild_sql import DERIVE_DAYS, DERIVE_MOST_EXPENSIVE
from chassis.history import HistoryAnswers
from chassis.postgres.address import driver_url
from chassis.relay import Relay
from tests.analytics.component.conftest import settings_of
from tests.analytics.component.test_processes import a_free_port, environment_of
from tests.chassis.messaging.support import create_messaging
from tests.servers.keeper import hold_alive_lock
from tests.servers.postgres import DatabaseUrls, TestPostgres
from tests.servers.rabbitmq import BrokerUrls, TestRabbitmq
from tests.servers.run import Run

EVENTS = 10_000_000
PER_EVENT = 500
PRODUCERS = ("auth", "tracker", "accounting")
PAUSE_SECONDS = 0.05
OPEN = """
INSERT INTO outbox_cursor (name, exchange, last) VALUES ('live', $1, pg_current_snapshot())
"""
LOG = """
INSERT INTO outbox (type, version, body)
SELECT 'transfer.posted', 1, convert_to(json_build_object(
    'specversion', '1.0', 'id', gen_random_uuid(), 'source', '/accounting', 'type', 'transfer.posted',
    'eventversion', 1, 'time', '2026-11-21T09:00:00.000000Z', 'dataschema', 'urn:popug:transfer.posted:1',
    'datacontenttype', 'application/json',
    'data', json_build_object('day', day, 'transfers', json_agg(json_build_object(
        'transfer_id', transfer_id, 'kind', kind, 'account_id', account_id, 'task_id', task_id,
        'amount', amount,
        'occurred_at', to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    )))
)::text, 'UTF8')
FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::bigint[], $6::date[], $7::timestamptz[])
    WITH ORDINALITY AS e(transfer_id, kind, account_id, task_id, amount, day, occurred_at, place)
GROUP BY day, (place - 1) / $8::int ORDER BY day
"""
ENTRIES_OF_A_DAY = """
SELECT array_agg(transfer_id) AS t, array_agg(kind) AS k, array_agg(account_id) AS a, array_agg(task_id) AS s,
    array_agg(amount) AS m, array_agg(day) AS d, array_agg(occurred_at) AS o
FROM entry WHERE day = $1
"""
FLOOR = "INSERT INTO bare SELECT * FROM entry"


@dataclass(frozen=True, slots=True)
class Filled:
    """Databases with as much in them as the benchmark wants, and the floor in entries a second."""

    analytics: DatabaseUrls
    logs: dict[str, DatabaseUrls]
    floor: float


async def fill(server: TestPostgres, entries: int) -> Filled:
    """The live figures, and accounting's log told live already."""
    analytics = await server.create_migrated_database("analytics")
    owner = await asyncpg.connect(driver_url(analytics.owner), command_timeout=FILL_SECONDS)
    await owner.execute(TASKS, 1 + entries // 4)
    await fill_entries(owner, entries, max(ACCOUNTS_MIN, entries // EVENTS_PER_ACCOUNT))
    await owner.execute(DERIVE_DAYS)
    await owner.execute(DERIVE_MOST_EXPENSIVE, "Europe/Moscow", 3)
    await owner.execute("DELETE FROM task")
    await owner.execute("CREATE TABLE bare (LIKE entry INCLUDING ALL)")
    started = perf_counter()
    await owner.execute(FLOOR)
    floor = entries / (perf_counter() - started)
    await owner.execute("DROP TABLE bare")
    logs = {}
    for producer in PRODUCERS:
        logs[producer] = await server.create_database(producer)
        await create_messaging(logs[producer].owner, producer)
        connection = await asyncpg.connect(driver_url(logs[producer].owner), command_timeout=FILL_SECONDS)
        if producer == "accounting":
            await fill_log(owner, connection)
        await connection.execute(OPEN, producer)
        await connection.close()
    await owner.close()
    return Filled(analytics, logs, floor)


async def fill_log(
    entries: "asyncpg.Connection[asyncpg.Record]", log: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    """What accounting said of each day, up to so many entries an event."""
    await entries.execute("CREATE INDEX by_day ON entry (day)")
    days: list[date] = [row["day"] for row in await entries.fetch("SELECT day FROM day_figures ORDER BY day")]
    for day in days:
        row = await entries.fetchrow(ENTRIES_OF_A_DAY, day)
        if row is not None:
            await log.execute(LOG, *row, PER_EVENT)
    await entries.execute("DROP INDEX by_day")


async def serve_history(urls: str, rabbitmq_url: str, producer: str) -> None:
    """A producer's relay and answers, until this process is ended."""
    stop = asyncio.Event()
    await asyncio.gather(
        Relay(producer, urls, rabbitmq_url).run(stop), HistoryAnswers(producer, urls, rabbitmq_url).run(stop)
    )


def producers(filled: Filled, broker: BrokerUrls) -> list["subprocess.Popen[bytes]"]:
    """Each in a process of its own, as in an installation."""
    return [
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.rebuild", "history", urls.runtime, broker[producer], producer],
            env=os.environ,
            stdout=subprocess.DEVNULL,
        )
        for producer, urls in filled.logs.items()
    ]


async def measure(run: Run, entries: int) -> None:
    server = await TestPostgres.joined(run)
    rabbitmq = await asyncio.to_thread(TestRabbitmq.joined, run)
    broker = await rabbitmq.create_vhost()
    filled = await fill(server, entries)
    settings = settings_of(filled.analytics, broker["analytics"])
    histories = producers(filled, broker)
    try:
        async with AsyncExitStack() as stack:
            browser = await a_browser(stack, filled.analytics)
            await once(browser, "/")
            pages: list[float] = []
            started = perf_counter()
            rebuilding = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "analytics", "rebuild", env=environment_of(settings, a_free_port())
            )
            ended = asyncio.create_task(rebuilding.wait())
            while not ended.done():
                pages.append(await once(browser, "/"))
                await asyncio.wait({ended}, timeout=PAUSE_SECONDS)
            seconds = perf_counter() - started
    finally:
        for history in histories:
            history.terminate()
            history.wait()
    if await ended != 0:
        raise RuntimeError("the rebuild did not end with the figures that were shown")
    tell(entries, seconds, filled.floor, pages)


def tell(entries: int, seconds: float, floor: float, pages: list[float]) -> None:
    rate = entries / seconds
    print(f"{entries:,} entries in {seconds:.1f} s: {rate:,.0f}/s; bare INSERT … SELECT {floor:,.0f}/s")
    print(f"dashboard meanwhile: {len(pages)} times, median {median(pages):.1f} ms, at most {max(pages):.1f}")
    record(Figure("P11", "rebuilding analytics", rate, "/s", floor, at_least=50_000))
    record(Figure("P11", "the dashboard meanwhile, median", median(pages), "ms", at_most=50))


def main() -> None:
    """Start the servers, measure, stop them; or be a producer."""
    if sys.argv[1:2] == ["history"]:
        asyncio.run(serve_history(*sys.argv[2:5]))
        return
    run = Run.begin()
    alive = hold_alive_lock(run.directory)
    try:
        asyncio.run(measure(run, int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS))
    finally:
        keepers = run.keepers()
        alive.close()
        run.end(keepers)


if __name__ == "__main__":
    main()
