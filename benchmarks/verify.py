"""Checking the books of ten million transfers on three hundred sealed days, against reading the table once.

`python -m benchmarks.verify [TRANSFERS]` fills the ledger as its owner, without booking each, has every day
sealed as the worker does, and the books checked.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from benchmarks.figures import Figure, record, size

from accounting.adapters.postgres.audit import PostgresBooks
from accounting.adapters.postgres.seals import PostgresSeals
from accounting.application.sealing import Sealing
from accounting.entrypoints.report import report_of
from chassis.clock import SystemClock
from chassis.postgres.address import driver_url
from chassis.postgres.database import Database
from tests.accounting.harness import SEALS
from tests.servers.keeper import hold_alive_lock
from tests.servers.postgres import TestPostgres
from tests.servers.run import Run

TRANSFERS = 10_000_000
TRANSFERS_QUICK = 300_000
DAYS = 300
SECONDS_MAX = 1_800

INDEXES = """
SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition
FROM pg_index WHERE indrelid = 'transfer'::regclass AND NOT indisprimary
"""

PRICES = """
INSERT INTO task_price (task_id, fee, reward)
SELECT md5(n::text)::uuid, 1000, 2000 FROM generate_series(0, $1::int / 3) n
"""

ENTRIES = f"""
INSERT INTO transfer (kind, debit, credit, amount, task_id, assignment_no, day, occurred_at)
SELECT CASE WHEN place = 0 THEN 2 ELSE 1 END, CASE WHEN place = 0 THEN 1 ELSE employee END,
       CASE WHEN place = 0 THEN employee ELSE 1 END, CASE WHEN place = 0 THEN 2000 ELSE 1000 END,
       md5((n / 3)::text)::uuid, nullif(place, 0), date '2026-01-01' + number,
       timestamptz '2026-01-01 12:00Z' + number * interval '1 day'
FROM (
    SELECT n, n % 3 AS place, 101 + (hashint4(n) & 1023) AS employee,
           (n::bigint * {DAYS} / $1::int)::int AS number
    FROM generate_series(0, $1::int - 1) n
) made
"""  # noqa: S608 -- made of a number

RESULTS = """
INSERT INTO account_day (account, day, fees, rewards, entries)
SELECT account, day, coalesce(sum(amount) FILTER (WHERE kind = 1), 0),
       coalesce(sum(amount) FILTER (WHERE kind = 2), 0), count(*)
FROM transfer GROUP BY account, day
"""

PAYOUTS = """
INSERT INTO transfer (kind, debit, credit, amount, day, occurred_at)
SELECT 3, account, 2, paid - before, day,
       timestamptz '2026-01-01 21:00Z' + (day - date '2026-01-01') * interval '1 day'
FROM (
    SELECT account, day, paid, lag(paid, 1, 0::numeric) OVER (PARTITION BY account ORDER BY day) AS before
    FROM (
        SELECT account, day, greatest(0, max(stand) OVER (PARTITION BY account ORDER BY day)) AS paid
        FROM (
            SELECT account, day, sum(rewards - fees) OVER (PARTITION BY account ORDER BY day) AS stand
            FROM account_day
        ) stands
    ) totals
) each_day
WHERE paid > before ORDER BY day, account
"""
"""All that was ever paid is the highest an account would have stood at without payouts."""

KEPT = (
    """
    UPDATE account_day d SET payouts = t.amount FROM transfer t
    WHERE t.kind = 3 AND t.account = d.account AND t.day = d.day
    """,
    """
    INSERT INTO company_day (day, fees, rewards, payouts, employees_paid)
    SELECT day, sum(fees), sum(rewards), sum(payouts), count(*) FILTER (WHERE payouts > 0)
    FROM account_day GROUP BY day
    """,
    """
    INSERT INTO ledger_account (id, owner, balance)
    SELECT account, md5(account::text)::uuid, sum(rewards - fees - payouts) FROM account_day GROUP BY account
    """,
    """
    UPDATE ledger_account SET balance =
        CASE id WHEN 1 THEN (SELECT sum(fees - rewards) FROM company_day)
                ELSE (SELECT sum(payouts) FROM company_day) END
    WHERE id IN (1, 2)
    """,
    "INSERT INTO business_day (day, state, closed_at) SELECT day, 'closed', now() FROM company_day",
)


@asynccontextmanager
async def indexed_afterwards(owner: "asyncpg.Connection[asyncpg.Record]") -> AsyncIterator[None]:
    """The table of transfers without its indexes inside, and with them when left."""
    indexes = await owner.fetch(INDEXES)
    for index in indexes:
        await owner.execute(f"DROP INDEX {index['name']}")
    yield
    await owner.execute("SET maintenance_work_mem = '256MB'")
    for index in indexes:
        await owner.execute(index["definition"], timeout=SECONDS_MAX)


async def fill(owner: "asyncpg.Connection[asyncpg.Record]", transfers: int) -> None:
    """As many tasks every day, everybody in the black paid in the evening, all days closed."""
    await owner.execute("SET work_mem = '128MB'")
    async with indexed_afterwards(owner):
        for statement in (PRICES, ENTRIES, RESULTS, PAYOUTS):
            await owner.execute(statement.replace("$1", str(transfers)), timeout=SECONDS_MAX)
        for statement in KEPT:
            await owner.execute(statement, timeout=SECONDS_MAX)
    await owner.execute("VACUUM ANALYZE", timeout=SECONDS_MAX)


async def seal(database: Database) -> float:
    """Have every day sealed; the seconds it took."""
    sealing, started = Sealing(PostgresSeals(database), SEALS, SystemClock()), time.perf_counter()
    while (made := await sealing.next_seal()) is not None:
        await sealing.keep(made)
    return time.perf_counter() - started


async def read_once(owner: "asyncpg.Connection[asyncpg.Record]") -> float:
    """The seconds it takes to add up all amounts."""
    started = time.perf_counter()
    await owner.fetchval("SELECT sum(amount) FROM transfer", timeout=SECONDS_MAX)
    return time.perf_counter() - started


async def measure(run: Run, transfers: int) -> None:
    """Fill, seal, read once, check once."""
    server = await TestPostgres.joined(run)
    urls = await server.create_migrated_database("accounting")
    owner = await asyncpg.connect(driver_url(urls.owner))
    started = time.perf_counter()
    await fill(owner, transfers)
    print(f"filled in {time.perf_counter() - started:.0f} s", flush=True)
    database = Database(urls.runtime, application_name="bench", pool_size=1, parallel=True)
    sealed = await seal(database)
    print(f"{DAYS} days sealed in {sealed:.1f} s", flush=True)
    floor, started = await read_once(owner), time.perf_counter()
    audit = await PostgresBooks(database, SEALS).audit()
    taken = time.perf_counter() - started
    assert audit.is_clean, report_of(audit)
    assert audit.sealed_days == DAYS
    print(f"{audit.transfers:,} transfers: read once {floor:.1f} s, checked {taken:.1f} s")
    name = f"checking the books of {transfers:,} transfers on {DAYS} sealed days"
    record(Figure("P10", name, taken, "s", floor, at_most=60))
    await database.close()
    await owner.close()
    await server.drop_database(urls)


def main() -> None:
    """Start the server, measure, stop it."""
    run = Run.begin()
    alive = hold_alive_lock(run.directory)
    try:
        asyncio.run(measure(run, size(TRANSFERS, TRANSFERS_QUICK)))
    finally:
        keepers = run.keepers()
        alive.close()
        run.end(keepers)


if __name__ == "__main__":
    main()
