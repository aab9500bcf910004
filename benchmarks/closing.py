"""Closing a day with many accounts, while bookings of the next day go on.

`python -m benchmarks.closing [ACCOUNTS]` pays everybody out as the worker does, instalment by instalment,
and meanwhile books a fee every few milliseconds (goal P10: 100,000 accounts in 10 s, nothing blocked over
100 ms).
The floor is one bare `INSERT … SELECT` of the same payouts.
"""

import asyncio
import time
from collections.abc import Sequence
from datetime import timedelta
from statistics import median

import asyncpg
from benchmarks.figures import Figure, record, size

from accounting.application.accounting import ACCOUNTS_PER_INSTALMENT, Accounting
from accounting.application.commands.close_day import CloseDay
from accounting.application.commands.continue_closing import ContinueClosing
from accounting.bootstrap import accounting_over
from accounting.domain.identifiers import AccountId
from chassis.cli.command_line import leave_alone_what_stays
from chassis.clock import SettableClock
from chassis.postgres.address import driver_url
from chassis.postgres.database import Database
from tests.accounting.builders import (
    NOON,
    TODAY,
    a_charge,
    a_completion,
    an_account_id,
    charging,
    rewarding,
)
from tests.accounting.harness import choices
from tests.infrastructure import DatabaseUrls
from tests.servers.keeper import hold_alive_lock
from tests.servers.postgres import TestPostgres
from tests.servers.run import Run

ACCOUNTS = 100_000
ACCOUNTS_QUICK = 5_000
ACCOUNTS_PER_BATCH = 5_000
BOOK_EVERY_SECONDS = 0.02
TOMORROW_NOON = NOON + timedelta(days=1)

HISTORY = """
INSERT INTO synchronisation (producer, requested_at, finished_at)
SELECT producer, now(), now() FROM unnest($1::text[]) named (producer)
ON CONFLICT (producer) DO UPDATE SET finished_at = now()
"""

BARE = """
INSERT INTO bare (kind, debit, credit, amount, day, occurred_at)
SELECT 3, id, 2, balance, $1, $2 FROM ledger_account WHERE owner IS NOT NULL AND balance > 0
"""


async def one_round(server: TestPostgres, accounts: int) -> None:
    """Everybody earns, then the day is closed; the floor first."""
    urls = await server.create_migrated_database("accounting")
    database = Database(urls.runtime, application_name="bench")
    accounting = accounting_over(database, choices(SettableClock(NOON)), lambda: None)
    people = [an_account_id() for _ in range(accounts)]
    await _earn(accounting, people)
    floor = await _floor(urls)
    seconds, waits = await _close(accounting, people)
    async with database.reading() as reading:
        assert await reading.driver.fetchval("SELECT count(*) FROM transfer WHERE kind = 3") == accounts
    longest = max(waits) * 1000
    print(f"{accounts} accounts: bare {floor:.2f} s   closed {seconds:.2f} s")
    print(f"{len(waits)} bookings meanwhile: median {median(waits) * 1000:.0f} ms, longest {longest:.0f} ms")
    record(Figure("P10", f"closing a day with {accounts:,} accounts", seconds, "s", floor, at_most=10))
    record(Figure("P10", "longest wait of a booking meanwhile", longest, "ms", at_most=100))
    await database.close()
    await server.drop_database(urls)


async def _earn(accounting: Accounting, people: Sequence[AccountId]) -> None:
    for start in range(0, len(people), ACCOUNTS_PER_BATCH):
        batch = people[start : start + ACCOUNTS_PER_BATCH]
        await accounting.handle(rewarding(*(a_completion(who) for who in batch)))


async def _floor(urls: DatabaseUrls) -> float:
    owner = await asyncpg.connect(driver_url(urls.owner))
    await owner.execute("CREATE TABLE bare (LIKE transfer INCLUDING ALL)")
    await owner.execute(HISTORY, ["auth", "tracker"])
    started = time.perf_counter()
    await owner.execute(BARE, TODAY, NOON)
    taken = time.perf_counter() - started
    await owner.close()
    return taken


async def _close(accounting: Accounting, people: Sequence[AccountId]) -> tuple[float, list[float]]:
    """How long closing took, and each booking meanwhile."""
    closed = asyncio.Event()
    booking = asyncio.create_task(_book(accounting, people[0], closed))
    started = time.perf_counter()
    await accounting.handle(CloseDay(TODAY))
    while await accounting.handle(ContinueClosing(ACCOUNTS_PER_INSTALMENT)) is not None:
        pass
    taken = time.perf_counter() - started
    closed.set()
    return taken, await booking


async def _book(accounting: Accounting, who: AccountId, closed: asyncio.Event) -> list[float]:
    waits = []
    while not closed.is_set():
        started = time.perf_counter()
        await accounting.handle(charging(a_charge(who, at=TOMORROW_NOON)))
        waits.append(time.perf_counter() - started)
        await asyncio.sleep(BOOK_EVERY_SECONDS)
    return waits


async def measure(run: Run, accounts: int) -> None:
    """A few rounds, in a process that is set up as a worker is."""
    leave_alone_what_stays()
    server = await TestPostgres.joined(run)
    for _ in range(2):
        await one_round(server, accounts)


def main() -> None:
    """Start the server, measure, stop it."""
    run = Run.begin()
    alive = hold_alive_lock(run.directory)
    try:
        asyncio.run(measure(run, size(ACCOUNTS, ACCOUNTS_QUICK)))
    finally:
        keepers = run.keepers()
        alive.close()
        run.end(keepers)


if __name__ == "__main__":
    main()
