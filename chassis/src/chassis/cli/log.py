"""`log status | archive | restore`: the service's history in the database, and its old parts in files."""

import argparse
import asyncio
import sys
from pathlib import Path
from typing import Any

import asyncpg

from chassis.archive import archive, missing_parts, parts, restore
from chassis.archive.parts import Connection
from chassis.cli.settings import OwnerSettings
from chassis.errors import ServiceError
from chassis.postgres.address import driver_url
from chassis.postgres.schema import MIGRATING, partition_number

CONNECT_SECONDS = 5
DONE = 0
REFUSED = 1
AS_FILES_ARE_WRITTEN = {"timezone": "UTC", "datestyle": "ISO", "application_name": "popug-log"}
BUSY = "Somebody migrates or archives at this moment, or a long transaction is open: try again later."


def add_log(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add `log` and its actions to a command line."""
    actions = commands.add_parser("log", help="the history of events, and its archive").add_subparsers(
        dest="action", required=True, metavar="action"
    )
    actions.add_parser("status", help="its partitions: rows, size, dates; what is archived")
    archiving = actions.add_parser(
        "archive", help="move a full partition into a file; the oldest unless named"
    )
    archiving.add_argument("partition", nargs="?")
    archiving.add_argument("--to", type=Path, required=True, metavar="FOLDER")
    restoring = actions.add_parser("restore", help="bring archived partitions back; all unless named")
    restoring.add_argument("partitions", nargs="*", metavar="partition")
    restoring.add_argument(
        "--from", type=Path, dest="folder", metavar="FOLDER", help="where the files are now"
    )


def run_log(service: str, arguments: argparse.Namespace) -> int:
    """Run one action at the owner's database address; exit code 1 when it is refused."""
    url = driver_url(OwnerSettings().database_owner_url.get_secret_value())
    try:
        return asyncio.run(_run(service, url, arguments))
    except ServiceError as refusal:
        print(refusal.message, file=sys.stderr)
    except asyncpg.LockNotAvailableError:
        print(BUSY, file=sys.stderr)
    return REFUSED


async def _run(service: str, url: str, arguments: argparse.Namespace) -> int:
    connection = await asyncpg.connect(url, timeout=CONNECT_SECONDS, server_settings=AS_FILES_ARE_WRITTEN)
    try:
        if arguments.action == "status":
            return await _status(connection)
        if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", MIGRATING):
            raise asyncpg.LockNotAvailableError
        if arguments.action == "archive":
            return await _archive(connection, service, arguments)
        return await _restore(connection, arguments)
    finally:
        await connection.close(timeout=CONNECT_SECONDS)


async def _status(connection: Connection) -> int:
    for part in await parts(connection):
        dates = f"{part.first_at:%F} to {part.last_at:%F}" if part.first_at and part.last_at else "empty"
        state = "full" if part.full else "open"
        print(f"{part.name}  {part.rows} events  {part.bytes / 2**20:.1f} MiB  {dates}  {state}")
    for row in await connection.fetch("SELECT * FROM outbox_archive ORDER BY partition"):
        state = f"restored {row['restored_at']:%F}" if row["restored_at"] else "in the file alone"
        what = f"{row['partition']}  {row['rows']} events  archived {row['archived_at']:%F}"
        print(f"{what}: {row['file']}  {state}")
    return DONE


async def _archive(connection: Connection, service: str, arguments: argparse.Namespace) -> int:
    name = arguments.partition or next((part.name for part in await parts(connection) if part.full), None)
    if name is None:
        print("No partition is full yet: there is nothing to archive.")
        return DONE
    path = await archive(connection, service, _number(name), arguments.to)
    print(f"{name} is in {path}. Keep it: no service can catch up from nothing until it is restored.")
    return DONE


async def _restore(connection: Connection, arguments: argparse.Namespace) -> int:
    for name in arguments.partitions or await missing_parts(connection):
        print(f"{name} is back: {await restore(connection, name, arguments.folder)} events")
    return DONE


def _number(name: str) -> int:
    try:
        return partition_number(name)
    except ValueError as error:
        raise ServiceError(f"There is no partition called {name}: see log status.") from error
