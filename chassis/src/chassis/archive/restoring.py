"""Brings an archived part of the log back into the database, so that history can be told whole."""

import zlib
from collections.abc import AsyncIterator
from pathlib import Path

from chassis.archive.archiving import COLUMNS, LOCK_TIMEOUT
from chassis.archive.file import Content, chunks, read_back
from chassis.archive.parts import Connection
from chassis.archive.refusals import ArchiveDamaged, NotMissing
from chassis.crash_points import crash_point
from chassis.postgres.schema import GUARD_PARTITIONS, partition_bounds, partition_number

ARCHIVED = "SELECT rows, digest, file FROM outbox_archive WHERE partition = $1 AND restored_at IS NULL"
RESTORED = "UPDATE outbox_archive SET restored_at = now() WHERE partition = $1"


async def restore(connection: Connection, name: str, folder: Path | None = None) -> int:
    """Bring partition `name` back from its file, or from the file of that name in `folder`; answers its rows.

    `connection` is the owner's. Raises `NotMissing` for a part that is not archived, and `ArchiveDamaged`,
    with nothing changed, for a file that does not hold what was archived.
    """
    archived = await connection.fetchrow(ARCHIVED, name)
    if archived is None:
        raise NotMissing(f"{name} is not among the archived parts: see log status.")
    path = Path(archived["file"]) if folder is None else folder / Path(archived["file"]).name
    _require_sound(path, Content(archived["rows"], archived["digest"]))
    async with connection.transaction():
        await connection.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
        await connection.execute(f"CREATE TABLE {name} (LIKE outbox INCLUDING ALL)")
        await connection.copy_to_table(name, source=_chunks(path), columns=COLUMNS)
        rows: int = await connection.fetchval(f"SELECT count(*) FROM {name}")  # noqa: S608
        if rows != archived["rows"]:
            raise ArchiveDamaged(f"{path} gave {rows} rows instead of {archived['rows']}.")
        bounds = partition_bounds(partition_number(name))
        await connection.execute(f"ALTER TABLE outbox ATTACH PARTITION {name} {bounds}")
        await connection.execute(GUARD_PARTITIONS)
        await connection.execute(RESTORED, name)
        crash_point("archive.restored")
    return rows


def _require_sound(path: Path, expected: Content) -> None:
    try:
        found = read_back(path)
    except (OSError, EOFError, zlib.error) as error:
        raise ArchiveDamaged(f"{path} cannot be read: {error}. Give the folder with --from.") from error
    if found != expected:
        raise ArchiveDamaged(f"{path} does not hold what was archived; take another copy of it.")


async def _chunks(path: Path) -> AsyncIterator[bytes]:
    for chunk in chunks(path):
        yield chunk
