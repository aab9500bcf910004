"""The one statement that completes a task does what the task itself would do, and otherwise nothing."""

import json
from itertools import product

import pytest
from opentelemetry.sdk.trace import TracerProvider

import schema_registry
from chassis.envelope import Envelope
from chassis.identifiers import new_id
from chassis.postgres.database import Database
from chassis.roles import Role
from tests.tracker.builders import NOON
from tests.tracker.harness import Harness
from tracker.adapters.postgres.completing import CompletionAtOnce
from tracker.application.commands.complete_task import CompleteTask
from tracker.domain.errors import NotTheAssignee
from tracker.domain.identifiers import TaskId


@pytest.fixture
def at_once(in_postgres: Harness, database: Database) -> CompletionAtOnce:
    return CompletionAtOnce(database, "tracker", in_postgres.clock, lambda: in_postgres.wakes.append(None))


async def completions(harness: Harness) -> list[dict[str, object]]:
    return [event for event in await harness.events() if event["type"] == "task.completed"]


@pytest.mark.parametrize(("by_assignee", "completed_before"), list(product([True, False], repeat=2)))
async def test_it_completes_exactly_what_the_domain_lets_complete(
    in_postgres: Harness, at_once: CompletionAtOnce, *, by_assignee: bool, completed_before: bool
) -> None:
    worker, other = await in_postgres.have_accounts(Role.WORKER, Role.ADMIN)
    (task_id,) = await in_postgres.have_tasks(1)
    if completed_before:
        await in_postgres.tracker.handle(CompleteTask(task_id, worker))
    asker = worker if by_assignee else other
    async with in_postgres.tracker.mediator._open_scope() as scope:
        task = await scope.tasks.get(task_id)
    before, woken = await completions(in_postgres), len(in_postgres.wakes)
    task.take_events()

    done = await at_once(CompleteTask(task_id, asker))

    try:
        task.complete(by=asker, at=NOON)
    except NotTheAssignee:
        assert not by_assignee
    assert done == bool(task.take_events())
    assert len(await completions(in_postgres)) == len(before) + done
    assert len(in_postgres.wakes) == woken + done


async def test_it_stores_what_saving_the_task_would_store(
    in_postgres: Harness, at_once: CompletionAtOnce
) -> None:
    (worker,) = await in_postgres.have_accounts(Role.WORKER)
    first, second = await in_postgres.have_tasks(2)

    await at_once(CompleteTask(first, worker))
    await in_postgres.tracker.mediator.handle_all([CompleteTask(second, worker)])

    async with in_postgres.tracker.mediator._open_scope() as scope:
        one, other = await scope.tasks.get(first), await scope.tasks.get(second)
    assert (one.status, one.completed_at, one.version, one.assignment_no) == (
        other.status,
        other.completed_at,
        other.version,
        other.assignment_no,
    )


async def test_a_task_that_is_not_there_is_left_to_the_handler(
    in_postgres: Harness, at_once: CompletionAtOnce
) -> None:
    (worker,) = await in_postgres.have_accounts(Role.WORKER)

    assert not await at_once(CompleteTask(TaskId(new_id()), worker))

    assert await in_postgres.events() == []


@pytest.mark.parametrize("traced", [False, True])
async def test_its_envelope_is_the_one_the_tracker_builds_itself(
    in_postgres: Harness, at_once: CompletionAtOnce, database: Database, *, traced: bool
) -> None:
    manager, worker = await in_postgres.have_accounts(Role.MANAGER, Role.WORKER)
    (task_id,) = await in_postgres.have_tasks(1)
    await in_postgres.start(manager)
    await in_postgres.run_to_its_end()

    if traced:
        with TracerProvider().get_tracer("test").start_as_current_span("a click"):
            await at_once(CompleteTask(task_id, worker))
    else:
        await at_once(CompleteTask(task_id, worker))

    async with database.reading() as reading:
        row = await reading.driver.fetchrow("SELECT * FROM outbox WHERE type = 'task.completed'")
    assert row is not None
    envelope = json.loads(row["body"])
    schema_registry.validate_envelope(envelope)
    assert Envelope.from_json(envelope).as_json() == envelope
    assert (row["version"], row["subject"], envelope["subject"]) == (1, str(task_id), str(task_id))
    assert (envelope["data"]["assignment_no"], envelope["data"]["account_id"]) == (2, str(worker))
    assert ("traceparent" in envelope) == traced
