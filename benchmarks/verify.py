"""Checking the books of ten million transfers, against reading the table once.

`python -m benchmarks.verify [TRANSFERS]` fills the ledger as its owner, without booking each, and has it
checked.
"""

import asyncio
import sys
import time

import asyncpg
from benchmarks.figures import Figure, record

from accounting.adapters.postgres.audit import PostgresBooks
from accounting.entrypoints.report import report_of
from chassis.postgres.address import driver_url
from chassis.postgres.database import Database
from tests.accounting.harness import SEALS
from tests.servers.keeper import hold_alive_lock
from tests.servers.postgres import TestPostgres
from tests.servers.run import Run

TRANSFERS = 10_000_000
SECONDS_MAX = 1_800

BUILD = """
INSERT INTO task_price (task_id, fee, reward)
SELECT md5(n::text)::uuid, 1000, 3000 FROM generate_series(0, $1::int / 3) n;

INSERT INTO transfer (kind, debit, credit, amount, task_id, assignment_no, day, occurred_at)
SELECT CASE WHEN place = 0 THEN 2 ELSE 1 END, CASE WHEN place = 0 THEN 1 ELSE employee END,
       CASE WHEN place = 0 THEN employee ELSE 1 END, CASE WHEN place = 0 THEN 3000 ELSE 1000 END,
       md5((n / 3)::text)::uuid, nullif(place, 0), date '2026-01-01' + number,
       timestamptz '2026-01-01 12:00Z' + number * interval '1 day'
FROM (
    SELECT n, n % 3 AS place, 101 + (hashint4(n) & 1023) AS employee,
           (n::bigint * 300 / $1::int)::int AS number
    FROM generate_series(0, $1::int - 1) n
) made;

INSERT INTO ledger_account (id, owner, balance)
SELECT account, md5(account::text)::uuid, sum(CASE kind WHEN 2 THEN amount ELSE -amount END)
FROM transfer GROUP BY account;

UPDATE ledger_account SET balance = -(SELECT sum(balance) FROM ledger_account WHERE id > 2) WHERE id = 1;

INSERT INTO account_day (account, day, fees, rewards, entries)
SELECT account, day, coalesce(sum(amount) FILTER (WHERE kind = 1), 0),
       coalesce(sum(amount) FILTER (WHERE kind = 2), 0), count(*)
FROM transfer GROUP BY account, day;

INSERT INTO company_day (day, fees, rewards) SELECT day, sum(fees), sum(rewards) FROM account_day GROUP BY day
"""


async def fill(owner: "asyncpg.Connection[asyncpg.Record]", transfers: int) -> None:
    """Ten thousand tasks a day for 300 days, all figures right."""
    for statement in BUILD.replace("$1", str(transfers)).split(";\n"):
        await owner.execute(statement, timeout=SECONDS_MAX)
    await owner.execute("VACUUM ANALYZE", timeout=SECONDS_MAX)


async def measure(run: Run, transfers: int) -> None:
    """Fill, read once, check once."""
    server = await TestPostgres.joined(run)
    urls = await server.create_migrated_database("accounting")
    owner = await asyncpg.connect(driver_url(urls.owner))
    await fill(owner, transfers)
    started = time.perf_counter()
    await owner.fetchval("SELECT sum(amount) FROM transfer", timeout=SECONDS_MAX)
    floor = time.perf_counter() - started
    database = Database(urls.runtime, application_name="bench", pool_size=1)
    started = time.perf_counter()
    audit = await PostgresBooks(database, SEALS).audit()
    taken = time.perf_counter() - started
    assert audit.is_clean, report_of(audit)
    print(f"{audit.transfers:,} transfers: read once {floor:.1f} s, checked {taken:.1f} s")
    record(Figure("P10", f"checking the books of {transfers:,} transfers", taken, "s", floor, at_most=60))
    await database.close()
    await owner.close()


def main() -> None:
    """Start the server, measure, stop it."""
    run = Run.begin()
    alive = hold_alive_lock(run.directory)
    try:
        asyncio.run(measure(run, int(sys.argv[1]) if len(sys.argv) > 1 else TRANSFERS))
    finally:
        keepers = run.keepers()
        alive.close()
        run.end(keepers)


if __name__ == "__main__":
    main()
