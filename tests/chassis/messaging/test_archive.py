"""Old parts of the log go into files, verified, and come back as they were."""

import gzip
import os
import signal
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from chassis.archive import (
    ArchiveDamaged,
    LogWatch,
    NotArchivable,
    NotMissing,
    archive,
    missing_parts,
    restore,
)
from chassis.crash_points import VARIABLE
from chassis.observability.metrics import OUTBOX_ARCHIVED, OUTBOX_BYTES, OUTBOX_PARTITIONS_AHEAD
from chassis.postgres.database import Database
from chassis.postgres.schema import OUTBOX_PARTITIONS_AHEAD as AHEAD
from tests.chassis.messaging.archived import (
    FIRST,
    NEW,
    OLD,
    bodies,
    events,
    fill_first_part,
    on_record,
    tell_all,
)
from tests.chassis.messaging.support import append, connection_to
from tests.infrastructure import DatabaseUrls

KILLED_AFTER = ("archive.written", "archive.dropped")
SECONDS_MAX = 60
LATE = "INSERT INTO outbox (id, type, version, body) VALUES (77, 'task.completed', 1, '')"


async def archived(urls: DatabaseUrls, folder: Path) -> Path:
    """The first partition in a file alone."""
    await fill_first_part(urls)
    await tell_all(urls)
    async with connection_to(urls.owner) as owner:
        return await archive(owner, "tracker", 0, folder)


async def test_a_part_goes_into_a_file_and_comes_back_as_it_was(urls: DatabaseUrls, tmp_path: Path) -> None:
    await fill_first_part(urls)
    told = await tell_all(urls)
    before = await events(urls)

    async with connection_to(urls.owner) as owner:
        path = await archive(owner, "tracker", 0, tmp_path)
        without, missing = await bodies(urls), await missing_parts(owner)
        rows = await restore(owner, FIRST)
        missing_then = await missing_parts(owner)

    assert told == [*OLD, *NEW]
    assert (without, missing) == ([*NEW], [FIRST])
    assert (rows, missing_then) == (len(OLD), [])
    assert await events(urls) == before
    assert path == tmp_path / f"tracker-{FIRST}.copy.gz"


async def test_what_came_back_is_not_told_again_and_stays_append_only(
    urls: DatabaseUrls, tmp_path: Path
) -> None:
    await archived(urls, tmp_path)
    async with connection_to(urls.owner) as owner:
        await restore(owner, FIRST)

    told = await tell_all(urls)

    assert told == []
    async with connection_to(urls.runtime) as runtime:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await runtime.execute(f"DELETE FROM {FIRST}")
    async with connection_to(urls.owner) as owner:
        for statement in (f"TRUNCATE {FIRST}", f"DELETE FROM {FIRST}"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
                await owner.execute(statement)


async def test_a_part_can_be_archived_again_after_it_came_back(urls: DatabaseUrls, tmp_path: Path) -> None:
    await archived(urls, tmp_path)
    async with connection_to(urls.owner) as owner:
        await restore(owner, FIRST)
        await archive(owner, "tracker", 0, tmp_path)

        assert await missing_parts(owner) == [FIRST]


async def refusal(urls: DatabaseUrls, folder: Path, number: int = 0) -> str:
    """Why the part stays; nothing has changed."""
    before = await events(urls)
    async with connection_to(urls.owner) as owner:
        with pytest.raises(NotArchivable) as refused:
            await archive(owner, "tracker", number, folder)
    assert await events(urls) == before
    assert await on_record(urls) == []
    return refused.value.message


async def test_a_part_that_is_still_written_stays(urls: DatabaseUrls, tmp_path: Path) -> None:
    await fill_first_part(urls)
    await tell_all(urls)

    assert "not full yet" in await refusal(urls, tmp_path, number=1)


async def test_a_part_that_nobody_was_told_stays(urls: DatabaseUrls, tmp_path: Path) -> None:
    await fill_first_part(urls)

    assert "start the worker" in await refusal(urls, tmp_path)


async def test_a_part_that_is_not_told_to_its_end_stays(urls: DatabaseUrls, tmp_path: Path) -> None:
    await tell_all(urls)
    await fill_first_part(urls)

    assert "live has not been told all" in await refusal(urls, tmp_path)


async def test_a_part_stays_while_somebody_is_told_the_history(urls: DatabaseUrls, tmp_path: Path) -> None:
    await fill_first_part(urls)
    await tell_all(urls)
    async with connection_to(urls.runtime) as runtime:
        await runtime.execute(
            "INSERT INTO outbox_cursor (name, exchange, last, sweep_to) "
            "VALUES ('replay-analytics', 'tracker.replay', pg_current_snapshot(), 5)"
        )

    assert "replay-analytics is being told the history" in await refusal(urls, tmp_path)


async def test_a_part_that_a_table_refers_to_stays(urls: DatabaseUrls, tmp_path: Path) -> None:
    await fill_first_part(urls)
    await tell_all(urls)
    async with connection_to(urls.owner) as owner:
        await owner.execute("CREATE TABLE stretch AS SELECT 2::bigint AS outbox_id")

    assert "the table stretch refers to" in await refusal(urls, tmp_path)


async def test_an_event_that_is_late_keeps_its_part_where_it_is(urls: DatabaseUrls, tmp_path: Path) -> None:
    await fill_first_part(urls)
    await tell_all(urls)
    async with connection_to(urls.runtime) as late, connection_to(urls.owner) as owner:
        transaction = late.transaction()
        await transaction.start()
        await late.execute(LATE)
        with pytest.raises(asyncpg.LockNotAvailableError):
            await archive(owner, "tracker", 0, tmp_path)
        await transaction.commit()

    assert "has not been told all" in await refusal(urls, tmp_path)


@pytest.mark.parametrize("point", KILLED_AFTER)
async def test_dying_in_the_middle_loses_nothing(urls: DatabaseUrls, tmp_path: Path, point: str) -> None:
    await fill_first_part(urls)
    await tell_all(urls)
    before = await events(urls)
    (tmp_path / point).touch()

    died = log_command(urls, "archive", "--to", str(tmp_path), armed=tmp_path)
    after = await events(urls)
    again = log_command(urls, "archive", "--to", str(tmp_path))
    back = log_command(urls, "restore")

    assert died.returncode == -signal.SIGKILL
    assert after == before
    assert (again.returncode, back.returncode) == (0, 0), again.stderr + back.stderr
    assert await events(urls) == before


async def test_dying_while_a_part_comes_back_changes_nothing(urls: DatabaseUrls, tmp_path: Path) -> None:
    await archived(urls, tmp_path)
    (tmp_path / "archive.restored").touch()

    died = log_command(urls, "restore", armed=tmp_path)
    after = await bodies(urls)
    again = log_command(urls, "restore")

    assert (died.returncode, again.returncode) == (-signal.SIGKILL, 0)
    assert after == [*NEW]
    assert await bodies(urls) == [*OLD, *NEW]


def log_command(
    urls: DatabaseUrls, *arguments: str, armed: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """`python -m tracker log …` with the owner's address."""
    surroundings = {"POPUG_DATABASE_OWNER_URL": urls.owner, **({VARIABLE: str(armed)} if armed else {})}
    return subprocess.run(
        [sys.executable, "-m", "tracker", "log", *arguments],
        env={**os.environ, **surroundings},
        capture_output=True,
        text=True,
        timeout=SECONDS_MAX,
        check=False,
    )


async def test_the_command_line_says_what_it_did(urls: DatabaseUrls, tmp_path: Path) -> None:
    nothing = log_command(urls, "archive", "--to", str(tmp_path))
    await fill_first_part(urls)
    refused = log_command(urls, "archive", "--to", str(tmp_path))
    await tell_all(urls)
    full = log_command(urls, "status")
    done = log_command(urls, "archive", FIRST, "--to", str(tmp_path))
    away = log_command(urls, "status")
    unknown = log_command(urls, "archive", "parrots", "--to", str(tmp_path))

    assert "nothing to archive" in nothing.stdout
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "start the worker" in refused.stderr
    assert f"{FIRST}  {len(OLD)} events" in full.stdout
    assert f"{FIRST} is in {tmp_path}" in done.stdout
    assert "in the file alone" in away.stdout
    assert (unknown.returncode, "no partition called parrots" in unknown.stderr) == (1, True)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def change(path: Path) -> None:
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()).replace(b"task", b"tusk")))


@pytest.mark.parametrize("damage", [cut, change, Path.unlink])
async def test_a_file_that_was_damaged_is_refused(urls: DatabaseUrls, tmp_path: Path, damage: object) -> None:
    path = await archived(urls, tmp_path / "..")
    assert callable(damage)
    damage(path)

    async with connection_to(urls.owner) as owner:
        with pytest.raises(ArchiveDamaged, match=path.name):
            await restore(owner, FIRST)

        assert await missing_parts(owner) == [FIRST]
    assert await bodies(urls) == [*NEW]


async def test_a_file_that_was_moved_is_found_in_its_folder(urls: DatabaseUrls, tmp_path: Path) -> None:
    path = await archived(urls, tmp_path)
    (tmp_path / "elsewhere").mkdir()
    path.rename(tmp_path / "elsewhere" / path.name)

    async with connection_to(urls.owner) as owner:
        rows = await restore(owner, FIRST, tmp_path / "elsewhere")

    assert rows == len(OLD)


async def test_what_is_not_archived_is_not_restored(urls: DatabaseUrls) -> None:
    async with connection_to(urls.owner) as owner:
        with pytest.raises(NotMissing, match=FIRST):
            await restore(owner, FIRST)


async def test_the_service_itself_may_not_say_that_something_is_archived(urls: DatabaseUrls) -> None:
    async with connection_to(urls.runtime) as runtime:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await runtime.execute("INSERT INTO outbox_archive VALUES ('outbox_000000', 1, '', '', now())")


async def test_the_log_is_measured(urls: DatabaseUrls, database: Database, tmp_path: Path) -> None:
    watch = LogWatch(database)
    await watch.look()
    at_first = OUTBOX_PARTITIONS_AHEAD._value.get(), OUTBOX_ARCHIVED._value.get()

    await archived(urls, tmp_path)
    async with connection_to(urls.runtime) as connection:
        await append(connection, b"{}")
    await watch.look()

    assert at_first == (AHEAD, 0)
    assert (OUTBOX_PARTITIONS_AHEAD._value.get(), OUTBOX_ARCHIVED._value.get()) == (AHEAD - 1, 1)
    assert OUTBOX_BYTES._value.get() > 0
