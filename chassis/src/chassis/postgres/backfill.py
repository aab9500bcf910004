"""Changes rows that are there already, a few at a time, while everything goes on."""

from chassis.postgres.database import Database

ROWS_PER_ROUND = 1_000
ROUNDS_MAX = 1_000_000


async def backfill(database: Database, statement: str) -> int:
    """Run `statement` until it changes nothing; answers how many rows it changed.

    The statement takes the number of rows to change at most as `$1`, passes over rows that are as they should
    be, and changes no row twice. Each round is a transaction of its own, so an interruption loses nothing.
    """
    changed = 0
    for _ in range(ROUNDS_MAX):
        async with database.one_statement() as driver:
            status = await driver.execute(statement, ROWS_PER_ROUND)
        rows = int(status.rpartition(" ")[2])
        if rows == 0:
            break
        changed += rows
    return changed
