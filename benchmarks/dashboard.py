"""Every page of analytics with ten thousand events behind it against ten million, a year of days either way.

`python -m benchmarks.dashboard [EVENTS]` fills two databases with what so many events leave behind, and asks
the web process for its pages in turn (goal P8: at most 1.2 times, and 10 ms for the slowest of a hundred).
"""

import asyncio
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from statistics import median, quantiles
from time import perf_counter

import asyncpg
import httpx2
from benchmarks.figures import Figure, record

from analytics.adapters.postgres.rebuild_sql import DERIVE_DAYS, DERIVE_MOST_EXPENSIVE
from analytics.bootstrap.web import build_web
from chassis.cli.command_line import leave_alone_what_stays
from chassis.clock import SettableClock
from chassis.postgres.address import driver_url
from chassis.postgres.database import Database
from chassis.roles import Role
from tests.analytics.builders import NOON, TODAY
from tests.analytics.component.conftest import NO_BROKER, ORIGIN, People, settings_of
from tests.analytics.component.conftest import Web as Site
from tests.analytics.harness import over
from tests.servers.keeper import hold_alive_lock
from tests.servers.postgres import DatabaseUrls, TestPostgres
from tests.servers.run import Run

FEW, MANY = 10_000, 10_000_000
DAYS = 365
EVENTS_PER_ACCOUNT = 10_000
ACCOUNTS_MIN = 100
EVENTS_PER_TASK = 4
ROUNDS = 200
WARM_UP = 20
FILL_SECONDS = 1_800
PAGES = (
    "/",
    "/?range=today",
    "/?range=30-days",
    "/?from=2025-11-21&to=2026-11-21",
    "/figures?range=30-days",
    "/rebuilds",
    "/figures.csv?range=30-days",
)

TASKS = """
INSERT INTO task (task_id, jira_id, title)
SELECT lpad(to_hex(n), 32, '0')::uuid, 'UBERPOP-' || n, 'Change the shade of green on button ' || n
FROM generate_series(1, $1::int) AS n
"""
ENTRIES = """
INSERT INTO entry (transfer_id, kind, account_id, task_id, amount, day, occurred_at)
SELECT md5(n::text)::uuid, CASE WHEN n % 3 = 0 THEN 'completion_reward' ELSE 'assignment_fee' END,
    lpad(to_hex(n % $2::int), 32, '0')::uuid, lpad(to_hex(1 + n / 4), 32, '0')::uuid,
    100 * CASE WHEN n % 3 = 0 THEN 20 + n % 21 ELSE 10 + n % 11 END, day, day + interval '9 hours'
FROM (SELECT n, $3::date - (n % $4::int) AS day FROM generate_series(1, $1::int) AS n) AS numbered
"""


@dataclass
class Timed:
    """Milliseconds a page took on the server, over a small and a large past."""

    few: list[float] = field(default_factory=list)
    many: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        return median(self.many) / median(self.few)

    @property
    def slowest_of_a_hundred(self) -> float:
        return quantiles(self.many, n=100)[98]


async def fill(urls: DatabaseUrls, events: int) -> None:
    """As if so many entries had been heard of."""
    connection = await asyncpg.connect(driver_url(urls.owner), command_timeout=FILL_SECONDS)
    accounts = max(ACCOUNTS_MIN, events // EVENTS_PER_ACCOUNT)
    await connection.execute(TASKS, 1 + events // EVENTS_PER_TASK)
    await fill_entries(connection, events, accounts)
    await connection.execute(DERIVE_DAYS)
    await connection.execute(DERIVE_MOST_EXPENSIVE, "Europe/Moscow", 3)
    await connection.execute("VACUUM ANALYZE")
    await connection.close()


async def fill_entries(owner: "asyncpg.Connection[asyncpg.Record]", entries: int, accounts: int) -> None:
    """With ids as accounting makes them, in no order: a key that is there from the start takes minutes."""
    await owner.execute("ALTER TABLE entry DROP CONSTRAINT pk_entry")
    await owner.execute(ENTRIES, entries, accounts, TODAY, DAYS)
    await owner.execute("ALTER TABLE entry ADD CONSTRAINT pk_entry PRIMARY KEY (transfer_id)")


async def a_browser(stack: AsyncExitStack, urls: DatabaseUrls) -> httpx2.AsyncClient:
    """An admin's, at a web process of its own on that database."""
    app = build_web(settings_of(urls, NO_BROKER), SettableClock(NOON))
    people = app.state.callers = app.state.visitors = People()
    behind = over(Database(urls.runtime, application_name="bench"))
    site = Site(app, behind, SettableClock(NOON), people)
    return await stack.enter_async_context(site.browser(Role.ADMIN))


async def once(browser: httpx2.AsyncClient, page: str) -> float:
    """Milliseconds."""
    started = perf_counter()
    answer = await browser.get(ORIGIN + page)
    elapsed = (perf_counter() - started) * 1000
    if answer.status_code != 200:
        raise RuntimeError(f"{page} answered {answer.status_code}")
    return elapsed


async def compare(few: httpx2.AsyncClient, many: httpx2.AsyncClient) -> dict[str, Timed]:
    """Each page over both, turn by turn, so that what else the machine does falls on both alike."""
    timed = {page: Timed() for page in PAGES}
    for number in range(WARM_UP + ROUNDS):
        for page, times in timed.items():
            of_few, of_many = await once(few, page), await once(many, page)
            if number >= WARM_UP:
                times.few.append(of_few)
                times.many.append(of_many)
    return timed


def tell(timed: dict[str, Timed]) -> None:
    for page, times in timed.items():
        print(
            f"{page:36} median {median(times.few):6.2f} ms of few, {median(times.many):6.2f} of many, "
            f"ratio {times.ratio:4.2f}, slowest of a hundred {times.slowest_of_a_hundred:6.2f} ms"
        )
        name = f"analytics {page.partition('?')[0]} {page.partition('?')[2]}".strip()
        record(Figure("P8", name, median(times.many), "ms", median(times.few), at_most=1.2, of_floor=True))
        record(Figure("P8", f"{name}, p99", times.slowest_of_a_hundred, "ms", at_most=10))


async def measure(run: Run, many: int) -> None:
    server = await TestPostgres.joined(run)
    async with AsyncExitStack() as stack:
        browsers = []
        for events in (FEW, many):
            urls = await server.create_migrated_database("analytics")
            await fill(urls, events)
            browsers.append(await a_browser(stack, urls))
        leave_alone_what_stays()
        print(f"{FEW:,} against {many:,} events over {DAYS} days")
        tell(await compare(*browsers))


def main() -> None:
    """Start the server, measure, stop it."""
    run = Run.begin()
    alive = hold_alive_lock(run.directory)
    try:
        asyncio.run(measure(run, int(sys.argv[1]) if len(sys.argv) > 1 else MANY))
    finally:
        keepers = run.keepers()
        alive.close()
        run.end(keepers)


if __name__ == "__main__":
    main()
