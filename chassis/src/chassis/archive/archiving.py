"""Moves a full partition of the log into a file: written, read back, compared, and only then dropped."""

from pathlib import Path

from chassis.archive.file import SUFFIX, Content, PartFile, read_back
from chassis.archive.parts import Connection, writing_number
from chassis.archive.refusals import ArchiveDamaged, NotArchivable
from chassis.crash_points import crash_point
from chassis.postgres.schema import OUTBOX_PARTITION_ROWS, partition_name

LOCK_TIMEOUT = "5s"
COLUMNS = ("id", "xid", "type", "version", "subject", "body", "created_at")

CURSORS = "SELECT name, last::text AS last, sweep_to FROM outbox_cursor"
UNTOLD = """
SELECT EXISTS (SELECT FROM {name} WHERE xid >= pg_snapshot_xmin($1::text::pg_snapshot)
               AND NOT pg_visible_in_snapshot(xid, $1::text::pg_snapshot))
"""
REFERRING = """
SELECT c.table_name FROM information_schema.columns c
WHERE c.table_schema = 'public' AND c.column_name = 'outbox_id' ORDER BY c.table_name
"""
RECORD = """
INSERT INTO outbox_archive AS known (partition, rows, digest, file, archived_at)
VALUES ($1, $2, $3, $4, now())
ON CONFLICT (partition) DO UPDATE SET rows = excluded.rows, digest = excluded.digest, file = excluded.file,
    archived_at = excluded.archived_at, restored_at = NULL
"""


async def archive(connection: Connection, service: str, number: int, folder: Path) -> Path:
    """Move partition `number` into a file in `folder`; answers the file. `connection` is the owner's.

    Raises `NotArchivable` for a part that is still written, still told to somebody, or referred to by a table
    of the service (any column `outbox_id`), and `ArchiveDamaged` when the file cannot be read back as it was
    written; the part then stays. Dying in between leaves a file and the part: archiving again is safe.
    """
    name = partition_name(number)
    await _require_full(connection, number)
    await _require_no_reference(connection, number)
    path = (folder / f"{service}-{name}{SUFFIX}").resolve()
    snapshot, written = await _export(connection, name, path)
    crash_point("archive.written")
    if read_back(path) != written:
        raise ArchiveDamaged(f"{path} does not hold what was written to it: look at the disk. {name} stays.")
    async with connection.transaction():
        await connection.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
        await connection.execute("LOCK TABLE outbox IN ACCESS EXCLUSIVE MODE")
        await _require_told(connection, name)
        await _require_no_reference(connection, number)
        if await connection.fetchval(UNTOLD.format(name=name), snapshot):
            raise NotArchivable(f"{name} was written to meanwhile: try again.")
        await connection.execute(f"ALTER TABLE outbox DETACH PARTITION {name}")
        await connection.execute(f"DROP TABLE {name}")
        await connection.execute(RECORD, name, written.rows, written.digest, str(path))
        crash_point("archive.dropped")
    return path


async def _require_full(connection: Connection, number: int) -> None:
    name = partition_name(number)
    if number >= await writing_number(connection):
        raise NotArchivable(f"{name} is not full yet: events are still written to it.")
    if await connection.fetchval("SELECT to_regclass($1)", name) is None:
        raise NotArchivable(f"{name} is not in the database: see log status.")


async def _require_told(connection: Connection, name: str) -> None:
    cursors = await connection.fetch(CURSORS)
    if not cursors:
        raise NotArchivable(f"Nobody has been told {name} yet: start the worker first.")
    for cursor in cursors:
        if cursor["sweep_to"] is not None:
            raise NotArchivable(f"{cursor['name']} is being told the history: wait until it is at the head.")
        if await connection.fetchval(UNTOLD.format(name=name), cursor["last"]):
            raise NotArchivable(f"{cursor['name']} has not been told all of {name} yet: wait for the relay.")


async def _require_no_reference(connection: Connection, number: int) -> None:
    bounds = number * OUTBOX_PARTITION_ROWS, (number + 1) * OUTBOX_PARTITION_ROWS
    for row in await connection.fetch(REFERRING):
        table = row["table_name"]
        used = f'SELECT EXISTS (SELECT FROM "{table}" WHERE outbox_id >= $1 AND outbox_id < $2)'  # noqa: S608
        if await connection.fetchval(used, *bounds):
            raise NotArchivable(
                f"{partition_name(number)} has events that the table {table} refers to: it stays."
            )


async def _export(connection: Connection, name: str, path: Path) -> tuple[str, Content]:
    """Write all rows in the order of their ids, as one snapshot sees them; answers snapshot and content."""
    file = PartFile(path)
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        snapshot: str = await connection.fetchval("SELECT pg_current_snapshot()::text")
        rows: int = await connection.fetchval(f"SELECT count(*) FROM {name}")  # noqa: S608
        query = f"SELECT {', '.join(COLUMNS)} FROM {name} ORDER BY id"  # noqa: S608
        await connection.copy_from_query(query, output=file.write)
    written = file.finish()
    if written.rows != rows:
        raise ArchiveDamaged(f"{path} got {written.rows} rows of {rows}. {name} stays.")
    return snapshot, written
