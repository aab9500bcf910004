"""The log of events: written with the command, refused when it lies, never changed afterwards."""

import asyncpg
import pytest

from chassis.clock import SettableClock
from chassis.envelope import Envelope
from chassis.integration import IntegrationEvent
from chassis.postgres.database import Database, Transaction
from chassis.postgres.outbox import PostgresOutbox
from schema_registry import InvalidEvent, UnknownEventVersion
from tests.chassis.messaging.support import NOON, a_completion, append, connection_to, noted
from tests.servers.postgres import DatabaseUrls


def an_outbox(transaction: Transaction, woken: list[str] | None = None) -> PostgresOutbox:
    """The outbox of a tracker whose clock stands at noon."""
    wake = noted([] if woken is None else woken, "wake")
    return PostgresOutbox(transaction, source="tracker", clock=SettableClock(NOON), wake=wake)


async def test_stores_events_in_the_order_they_were_added(database: Database) -> None:
    events = [a_completion() for _ in range(20)]

    async with database.transaction() as transaction:
        await an_outbox(transaction).add(*events)

    async with database.reading() as transaction:
        rows = await transaction.driver.fetch("SELECT type, version, subject, body FROM outbox ORDER BY id")
    stored = [Envelope.from_bytes(row["body"]) for row in rows]
    assert [one.data for one in stored] == [event.data for event in events]
    assert {(row["type"], row["version"]) for row in rows} == {("task.completed", 1)}
    assert [row["subject"] for row in rows] == [event.subject for event in events]
    assert {(one.source, one.time) for one in stored} == {("/tracker", NOON)}


async def test_an_event_that_breaks_its_schema_undoes_the_command(database: Database) -> None:
    woken: list[str] = []

    async def command() -> None:
        async with database.transaction() as transaction:
            outbox = an_outbox(transaction, woken)
            await outbox.add(a_completion())
            await outbox.add(a_completion(assignment_no=0))

    with pytest.raises(InvalidEvent):
        await command()

    async with database.reading() as transaction:
        assert await transaction.driver.fetchval("SELECT count(*) FROM outbox") == 0
    assert woken == []


async def test_an_event_of_an_unknown_version_is_refused(database: Database) -> None:
    with pytest.raises(UnknownEventVersion):
        async with database.transaction() as transaction:
            await an_outbox(transaction).add(IntegrationEvent("task.completed", 99, {}))


async def test_wakes_the_relay_once_and_only_after_the_commit(database: Database) -> None:
    woken: list[str] = []

    async with database.transaction() as transaction:
        outbox = an_outbox(transaction, woken)
        await outbox.add(a_completion())
        await outbox.add(a_completion())
        during = list(woken)

    assert during == []
    assert "wake" in woken


async def test_adding_nothing_touches_nothing(database: Database) -> None:
    woken: list[str] = []

    async with database.transaction() as transaction:
        await an_outbox(transaction, woken).add()

    assert woken == []


@pytest.mark.parametrize(
    "statement",
    ["UPDATE outbox SET body = ''", "DELETE FROM outbox", "TRUNCATE outbox", "DELETE FROM outbox_000000"],
)
async def test_the_services_role_may_not_change_the_log(urls: DatabaseUrls, statement: str) -> None:
    async with connection_to(urls.runtime) as connection:
        await append(connection, b"said")

        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)

        assert await connection.fetchval("SELECT body FROM outbox") == b"said"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE outbox SET body = ''",
        "DELETE FROM outbox",
        "TRUNCATE outbox",
        "TRUNCATE outbox_000000",
        "DELETE FROM outbox_000000",
    ],
)
async def test_not_even_the_owner_changes_the_log_by_accident(urls: DatabaseUrls, statement: str) -> None:
    async with connection_to(urls.owner) as connection:
        await append(connection, b"said")

        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
            await connection.execute(statement)

        assert await connection.fetchval("SELECT body FROM outbox") == b"said"


async def test_events_beyond_the_partitions_made_ahead_are_kept_all_the_same(urls: DatabaseUrls) -> None:
    async with connection_to(urls.owner) as owner:
        await owner.execute("ALTER SEQUENCE outbox_id_seq RESTART WITH 900000000")

    async with connection_to(urls.runtime) as connection:
        await append(connection, b"far")

        assert await connection.fetchval("SELECT tableoid::regclass::text FROM outbox") == "outbox_rest"
