"""Envelopes built by the database are those that the tracker builds itself."""

import json
from random import Random

import pytest
from opentelemetry.sdk.trace import TracerProvider

import schema_registry
from chassis.envelope import Envelope
from chassis.postgres.database import Database
from chassis.roles import Role
from tests.tracker.harness import Harness, in_memory, over
from tracker.domain.assignment_policy import AssignmentPolicy, LeastLoaded, UniformRandom

POLICIES: list[AssignmentPolicy] = [UniformRandom(Random(1).randrange), LeastLoaded(Random(1).randrange)]


async def bodies(database: Database) -> list[bytes]:
    async with database.reading() as reading:
        rows = await reading.driver.fetch("SELECT body FROM outbox WHERE subject IS NULL ORDER BY id")
    return [row["body"] for row in rows]


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.name)
@pytest.mark.parametrize("count", [1, 2, 500, 501])
@pytest.mark.parametrize("traced", [False, True])
async def test_every_shape_is_valid(
    database: Database, policy: AssignmentPolicy, count: int, traced: bool
) -> None:
    harness = over(database, policy)
    manager, *_ = await harness.have_accounts(Role.MANAGER, Role.WORKER, Role.WORKER)
    await harness.have_tasks(count)
    run = await harness.start(manager)

    if traced:
        with TracerProvider().get_tracer("test").start_as_current_span("a press"):
            await harness.pass_on(1_000)
    else:
        await harness.pass_on(1_000)

    envelopes = [json.loads(body) for body in await bodies(database)]
    assert [len(each["data"]["assignments"]) for each in envelopes] == [
        n for n in (min(count, 500), count - 500) if n > 0
    ]
    assert len({each["id"] for each in envelopes}) == len(envelopes)
    for envelope in envelopes:
        schema_registry.validate_envelope(envelope)
        assert Envelope.from_json(envelope).as_json() == envelope
        assert envelope["data"]["reassignment_id"] == str(run)
        assert ("traceparent" in envelope) == traced


async def test_a_chunk_without_tasks_announces_nothing(in_postgres: Harness, database: Database) -> None:
    manager, _ = await in_postgres.have_accounts(Role.MANAGER, Role.WORKER)
    await in_postgres.start(manager)

    await in_postgres.pass_on(1_000)

    assert await bodies(database) == []


@pytest.mark.parametrize("size", [1, 3, 500])
async def test_one_by_one_and_set_based_deal_alike(database: Database, size: int) -> None:
    """With a policy that draws nothing, both ways must agree on every single assignment."""
    outcomes = []
    dealing = LeastLoaded(Random(1).randrange)
    for harness in (in_memory(dealing), over(database, dealing)):
        manager, *workers = await harness.have_accounts(Role.MANAGER, *[Role.WORKER] * 3)
        tasks = await harness.have_tasks(11)
        await harness.start(manager)
        await harness.run_to_its_end(size)
        order = {str(each): place for place, each in enumerate([*sorted(workers), *tasks])}
        outcomes.append(
            [
                (order[each["task_id"]], each["assignment_no"], order[each["account_id"]])
                for each in await harness.assignments()
                if each["reassignment_id"]
            ]
        )

    assert outcomes[0] == outcomes[1]
    assert len(outcomes[0]) == 11


async def test_events_are_stored_as_they_are_in_every_partition(database: Database) -> None:
    query = """
        SELECT c.relname::text AS part, a.attstorage::text AS how
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE a.attname = 'body' AND (c.relname = 'outbox' OR c.oid IN (
            SELECT inhrelid FROM pg_inherits WHERE inhparent = 'outbox'::regclass))
    """

    async with database.reading() as reading:
        parts = {row["part"]: row["how"] for row in await reading.driver.fetch(query)}

    assert "outbox_000000" in parts
    assert parts == dict.fromkeys(parts, "e")
