"""Who has had a task, over every kind of adapters."""

from datetime import timedelta

import pytest

from chassis.identifiers import new_id
from chassis.roles import Role
from tests.tracker.builders import NOON, an_account, creating, registering
from tests.tracker.harness import Harness, over
from tracker.application.commands.complete_task import CompleteTask
from tracker.domain.errors import TaskNotFound
from tracker.domain.identifiers import TaskId

MINUTE = timedelta(minutes=1)


async def reassign(harness: Harness, *, size: int = 500) -> None:
    """A press of the button by a manager of their own, a minute after whatever happened before."""
    (manager,) = await harness.have_accounts(Role.MANAGER)
    await harness.tracker.handle(registering(an_account(manager, role=Role.MANAGER, version=2, name="Gosha")))
    harness.clock.advance(MINUTE)
    await harness.start(manager)
    harness.clock.advance(MINUTE)
    await harness.run_to_its_end(size)


async def test_a_new_task_has_one_assignment_and_no_press(harness: Harness) -> None:
    (worker,) = await harness.have_accounts(Role.WORKER)
    (task_id,) = await harness.have_tasks(1)

    (only,) = await harness.tracker.histories.assignments(task_id, limit=10)

    assert (only.number, only.assignee.id, only.assignee.name, only.at) == (1, worker, "Kesha", NOON)
    assert only.press is None


@pytest.mark.parametrize("size", [1, 2, 500])
async def test_every_assignment_is_told_with_its_press(harness: Harness, size: int) -> None:
    await harness.have_accounts(Role.WORKER, Role.WORKER, Role.WORKER)
    tasks = await harness.have_tasks(5)
    for _ in range(3):
        await reassign(harness, size=size)

    announced = await harness.assignments()
    for task_id in tasks:
        told = await harness.tracker.histories.assignments(task_id, limit=10)
        expected = [each for each in announced if each["task_id"] == str(task_id)]
        assert [(each.number, str(each.assignee.id)) for each in reversed(told)] == [
            (each["assignment_no"], each["account_id"]) for each in expected
        ]
        assert [each.at for each in reversed(told)] == [NOON + number * 2 * MINUTE for number in range(4)]
        presses = [each.press for each in told if each.press is not None]
        assert [(press.by.name, press.at) for press in presses] == [
            ("Gosha", NOON + (number * 2 - 1) * MINUTE) for number in (3, 2, 1)
        ]


async def test_a_completed_task_is_left_out_of_later_presses(harness: Harness) -> None:
    (worker,) = await harness.have_accounts(Role.WORKER)
    first, second, third = await harness.have_tasks(3)
    await reassign(harness)
    await harness.tracker.handle(CompleteTask(second, worker))
    await reassign(harness)

    told = {
        each: await harness.tracker.histories.assignments(each, limit=10) for each in (first, second, third)
    }

    assert [len(told[each]) for each in (first, second, third)] == [3, 2, 3]


async def test_a_superseded_press_counts_where_it_had_come(harness: Harness) -> None:
    await harness.have_accounts(Role.WORKER)
    first, _, third = await harness.have_tasks(3)
    (manager,) = await harness.have_accounts(Role.MANAGER)
    await harness.start(manager)
    await harness.pass_on(1)
    await reassign(harness)

    assert [each.number for each in await harness.tracker.histories.assignments(first, limit=10)] == [3, 2, 1]
    assert [each.number for each in await harness.tracker.histories.assignments(third, limit=10)] == [2, 1]


async def test_a_long_history_is_read_in_pages(harness: Harness) -> None:
    await harness.have_accounts(Role.WORKER)
    (task_id,) = await harness.have_tasks(1)
    await harness.tracker.handle(creating("A later one"))
    for _ in range(4):
        await reassign(harness)

    histories = harness.tracker.histories
    pages = [
        [each.number for each in await histories.assignments(task_id, before=before, limit=2)]
        for before in (None, 4, 2, 1, 100)
    ]

    assert pages == [[5, 4], [3, 2], [1], [], [5, 4]]


async def test_an_unknown_task_has_no_history(harness: Harness) -> None:
    with pytest.raises(TaskNotFound):
        await harness.tracker.histories.assignments(TaskId(new_id()), limit=10)


async def test_what_was_passed_on_is_never_altered(in_postgres: Harness) -> None:
    assert in_postgres.database is not None
    await in_postgres.have_accounts(Role.WORKER)
    await in_postgres.have_tasks(1)
    await reassign(in_postgres)

    for statement in ("UPDATE stretch SET outbox_id = 0", "DELETE FROM stretch"):
        with pytest.raises(Exception, match="permission denied"):
            async with in_postgres.database.transaction() as transaction:
                await transaction.driver.execute(statement)

    async with over(in_postgres.database).database.reading() as reading:  # type: ignore[union-attr]
        assert await reading.driver.fetchval("SELECT count(*) FROM stretch WHERE outbox_id > 0") == 1
