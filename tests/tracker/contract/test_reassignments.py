"""Reassigning one by one in memory and set-based in PostgreSQL follow the same rules."""

from collections import Counter

import pytest

from chassis.errors import Forbidden
from chassis.roles import Role
from tests.tracker.harness import Harness
from tracker.application.commands.complete_task import CompleteTask
from tracker.domain.errors import MayNotReassign, NobodyToAssign
from tracker.domain.reassignment import State


async def test_every_open_task_is_passed_on_exactly_once(harness: Harness) -> None:
    manager, *_ = await harness.have_accounts(Role.MANAGER, Role.WORKER, Role.WORKER)
    tasks = await harness.have_tasks(7)

    run = await harness.start(manager)
    await harness.run_to_its_end(size=3)

    passed_on = [each for each in await harness.assignments() if each["reassignment_id"] == str(run)]
    assert Counter(each["task_id"] for each in passed_on) == Counter(str(task) for task in tasks)
    assert {each["assignment_no"] for each in passed_on} == {2}
    view = await harness.tracker.reassignments.one(run)
    assert (view.state, view.done, view.total) == (State.FINISHED, 7, 7)


async def test_completed_tasks_stay_where_they_are(harness: Harness) -> None:
    manager, worker = await harness.have_accounts(Role.MANAGER, Role.WORKER)
    done, still_open = await harness.have_tasks(2)
    await harness.tracker.handle(CompleteTask(done, worker))

    await harness.start(manager)
    await harness.run_to_its_end()

    passed_on = [each["task_id"] for each in await harness.assignments() if each["assignment_no"] == 2]
    assert passed_on == [str(still_open)]


async def test_tasks_created_after_the_start_are_left_alone(harness: Harness) -> None:
    manager, _ = await harness.have_accounts(Role.MANAGER, Role.WORKER)
    await harness.have_tasks(2)

    run = await harness.start(manager)
    (newcomer,) = await harness.have_tasks(1)
    await harness.run_to_its_end()

    passed_on = [each for each in await harness.assignments() if each["reassignment_id"] == str(run)]
    assert len(passed_on) == 2
    assert str(newcomer) not in {each["task_id"] for each in passed_on}


async def test_only_active_accounts_that_are_neither_manager_nor_admin_get_tasks(harness: Harness) -> None:
    manager, _, worker, accountant = await harness.have_accounts(
        Role.MANAGER, Role.ADMIN, Role.WORKER, Role.ACCOUNTANT
    )
    await harness.have_tasks(60)

    await harness.start(manager)
    await harness.run_to_its_end()

    receivers = {each["account_id"] for each in await harness.assignments()}
    assert receivers == {str(worker), str(accountant)}


async def test_a_chunk_larger_than_an_event_is_announced_in_several(harness: Harness) -> None:
    manager, _ = await harness.have_accounts(Role.MANAGER, Role.WORKER)
    await harness.have_tasks(501)

    run = await harness.start(manager)
    await harness.run_to_its_end(size=1_000)

    sizes = [
        len(event["data"]["assignments"])
        for event in await harness.events()
        if event["type"] == "task.assigned" and event["data"]["reassignment_id"] == str(run)
    ]
    assert sizes == [500, 1]


async def test_a_new_reassignment_supersedes_the_one_that_runs(harness: Harness) -> None:
    manager, other, *_ = await harness.have_accounts(Role.MANAGER, Role.MANAGER, Role.WORKER)
    tasks = await harness.have_tasks(5)

    first = await harness.start(manager)
    await harness.pass_on(2)
    second = await harness.start(other)
    await harness.run_to_its_end()

    per_run = Counter(each["reassignment_id"] for each in await harness.assignments())
    assert per_run == {None: len(tasks), str(first): 2, str(second): 5}
    view = await harness.tracker.reassignments.one(first)
    assert (view.state, view.done, view.superseded_by) == (State.SUPERSEDED, 2, second)
    assert view.superseded_by_account is not None
    assert view.superseded_by_account.id == other


async def test_the_same_press_is_one_reassignment(harness: Harness) -> None:
    manager, _ = await harness.have_accounts(Role.MANAGER, Role.WORKER)
    await harness.have_tasks(3)

    first = await harness.start(manager, key="one press")
    await harness.run_to_its_end()
    again = await harness.start(manager, key="one press")

    assert again == first
    assert await harness.pass_on(10) is None
    assert len(await harness.tracker.reassignments.recent(10)) == 1


async def test_the_same_key_of_somebody_else_is_another_press(harness: Harness) -> None:
    manager, other, _ = await harness.have_accounts(Role.MANAGER, Role.MANAGER, Role.WORKER)

    first = await harness.start(manager, key="1")
    second = await harness.start(other, key="1")

    assert first != second


async def test_refuses_those_who_are_neither_manager_nor_admin(harness: Harness) -> None:
    worker, _ = await harness.have_accounts(Role.WORKER, Role.WORKER)
    await harness.have_tasks(1)

    with pytest.raises(Forbidden):
        await harness.start(worker, role=Role.WORKER)

    assert await harness.tracker.reassignments.recent(10) == []


async def test_the_role_is_looked_at_before_there_being_anybody_to_assign(harness: Harness) -> None:
    (admin,) = await harness.have_accounts(Role.ADMIN)

    with pytest.raises(MayNotReassign, match=r"^Only managers and admins reassign tasks\.$"):
        await harness.start(admin, role=Role.ACCOUNTANT)


async def test_refuses_to_start_when_there_is_nobody_to_assign(harness: Harness) -> None:
    manager, _ = await harness.have_accounts(Role.MANAGER, Role.ADMIN)

    with pytest.raises(NobodyToAssign):
        await harness.start(manager)

    assert await harness.tracker.reassignments.running() is None


async def test_nothing_open_is_finished_at_once(harness: Harness) -> None:
    manager, _ = await harness.have_accounts(Role.MANAGER, Role.WORKER)

    run = await harness.start(manager)
    await harness.run_to_its_end()

    view = await harness.tracker.reassignments.one(run)
    assert (view.state, view.done, view.total) == (State.FINISHED, 0, 0)
