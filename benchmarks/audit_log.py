"""Pages of an audit log of a million entries, half of them on one day, at any depth.

`python -m benchmarks.audit_log [ENTRIES]` books so many fees on one account and prints how long a page takes;
any page is to take at most 10 ms (p99). The floor is the same page's rows alone, without running balances.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime, timedelta
from random import Random
from statistics import quantiles

from benchmarks.figures import Figure, record, size

from accounting.adapters.postgres.entry_views import ENTRIES, NUMBER_MAX, PostgresEntryViews
from accounting.application.queries.entries import Position
from accounting.bootstrap.scope import PostgresScopes
from accounting.domain.identifiers import AccountId, TaskId
from accounting.domain.transfer import Charge
from chassis.clock import SettableClock
from chassis.identifiers import new_id
from chassis.postgres.database import Database
from tests.accounting.builders import MOSCOW, NOON, TODAY, on
from tests.servers.keeper import hold_alive_lock
from tests.servers.postgres import TestPostgres
from tests.servers.run import Run

ENTRIES_DEFAULT = 1_000_000
ENTRIES_QUICK = 50_000
ENTRIES_PER_BATCH = 5_000
OTHER_DAYS = 250
PAGES = 2_000
ROWS = 50

PRICED = "INSERT INTO task_price (task_id, fee, reward) VALUES ($1, 1000, 3000)"
PLACES = "SELECT day, id FROM transfer WHERE id = ANY ($1::bigint[])"


async def furnish(database: Database, owner: AccountId, entries: int) -> None:
    """Book the fees: the assignments of one task, half of them today, the others over many days."""
    task = TaskId(new_id())
    scopes = PostgresScopes(database, SettableClock(NOON), MOSCOW, lambda: None)
    async with database.transaction() as transaction:
        await transaction.driver.execute(PRICED, task)
    for start in range(0, entries, ENTRIES_PER_BATCH):
        numbers = range(start, min(start + ENTRIES_PER_BATCH, entries))
        async with scopes() as scope:
            await scope.ledger.charge(
                [Charge(task, number + 1, owner, _moment(number, entries)) for number in numbers]
            )


def _moment(number: int, entries: int) -> datetime:
    return NOON if number >= entries // 2 else on(TODAY - timedelta(days=1 + number % OTHER_DAYS))


async def places_of(database: Database, entries: int) -> Sequence[Position]:
    """Where pages begin, anywhere in the log."""
    draw = Random(1)
    async with database.reading() as reading:
        first = await reading.driver.fetchval("SELECT min(id) FROM transfer")
        wanted = [first + draw.randrange(entries) for _ in range(PAGES)]
        rows = await reading.driver.fetch(PLACES, wanted)
    places = [Position(row["day"], row["id"]) for row in rows]
    draw.shuffle(places)
    return places


async def milliseconds(
    places: Sequence[Position], page: Callable[[Position], Awaitable[object]]
) -> list[float]:
    """How long each page takes."""
    taken = []
    for place in places:
        started = time.perf_counter()
        await page(place)
        taken.append((time.perf_counter() - started) * 1000)
    return taken


async def measure(run: Run, entries: int) -> None:
    """Furnish, then turn pages."""
    server = await TestPostgres.joined(run)
    urls = await server.create_migrated_database("accounting")
    database, owner = Database(urls.runtime, application_name="bench"), AccountId(new_id())
    await furnish(database, owner, entries)
    async with database.reading() as reading:
        account = await reading.driver.fetchval("SELECT id FROM ledger_account WHERE owner = $1", owner)
    views, places = PostgresEntryViews(database), await places_of(database, entries)

    async def rows_alone(place: Position) -> object:
        async with database.reading() as reading:
            return await reading.driver.fetch(
                ENTRIES, account, place.day, place.number, date.min, ROWS, NUMBER_MAX
            )

    async def page(place: Position) -> object:
        return await views.page(owner, day=None, before=place, limit=ROWS)

    floor = quantiles(await milliseconds(places, rows_alone), n=100)
    taken = quantiles(await milliseconds(places, page), n=100)
    print(f"{entries:,} entries, {len(places):,} pages: p50 {taken[49]:.2f} ms, p99 {taken[98]:.2f} ms")
    print(f"the same rows without balances: p50 {floor[49]:.2f} ms, p99 {floor[98]:.2f} ms")
    name = f"any page of an audit log of {entries:,} entries, p99"
    record(Figure("P8", name, taken[98], "ms", floor[98], at_most=10))
    await database.close()
    await server.drop_database(urls)


def main() -> None:
    """Start the server, measure, stop it."""
    run = Run.begin()
    alive = hold_alive_lock(run.directory)
    try:
        asyncio.run(measure(run, size(ENTRIES_DEFAULT, ENTRIES_QUICK)))
    finally:
        keepers = run.keepers()
        alive.close()
        run.end(keepers)


if __name__ == "__main__":
    main()
