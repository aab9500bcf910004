"""Several at once, on real PostgreSQL: whoever wins, nothing is lost and nothing happens twice."""

import asyncio
from collections import Counter

import pytest

from chassis.errors import ServiceError
from chassis.messages import Command
from chassis.postgres.database import Database
from chassis.roles import Role
from tests.tracker.builders import creating
from tests.tracker.harness import Harness, over
from tracker.application.commands.complete_task import CompleteTask
from tracker.application.commands.continue_reassignment import ContinueReassignment
from tracker.domain.errors import NotTheAssignee
from tracker.domain.reassignment import State
from tracker.domain.task import Status

ROUNDS = 20


async def test_completing_at_once_many_times_is_one_completion(in_postgres: Harness) -> None:
    (worker,) = await in_postgres.have_accounts(Role.WORKER)
    (task_id,) = await in_postgres.have_tasks(1)

    await asyncio.gather(*(in_postgres.tracker.handle(CompleteTask(task_id, worker)) for _ in range(8)))

    completions = [each for each in await in_postgres.events() if each["type"] == "task.completed"]
    assert len(completions) == 1


async def test_creating_at_once_with_one_id_is_one_task(in_postgres: Harness) -> None:
    await in_postgres.have_accounts(Role.WORKER)
    command = creating()

    await asyncio.gather(*(in_postgres.tracker.handle(command) for _ in range(8)))

    types = [each["type"] for each in await in_postgres.events()]
    assert types == ["task.created", "task.assigned"]


@pytest.mark.parametrize("round_", range(ROUNDS))
async def test_completing_and_reassigning_at_once_leave_one_truth(in_postgres: Harness, round_: int) -> None:
    manager, *_ = await in_postgres.have_accounts(Role.MANAGER, Role.WORKER, Role.WORKER, Role.WORKER)
    (task_id,) = await in_postgres.have_tasks(1)
    before = (await in_postgres.tracker.tasks.one(task_id)).assignee.id
    await in_postgres.start(manager)

    outcome, _ = await asyncio.gather(
        in_postgres.tracker.handle(CompleteTask(task_id, before)),
        in_postgres.pass_on(10),
        return_exceptions=True,
    )

    task = await in_postgres.tracker.tasks.one(task_id)
    assignments = await in_postgres.assignments()
    completions = [each["data"] for each in await in_postgres.events() if each["type"] == "task.completed"]
    if isinstance(outcome, BaseException):
        assert isinstance(outcome, NotTheAssignee)
        assert (task.status, completions) == (Status.OPEN, [])
    else:
        assert task.status is Status.COMPLETED
        assert completions[0]["assignment_no"] == len(assignments)
        assert completions[0]["account_id"] == assignments[-1]["account_id"] == str(before)


async def test_tasks_completed_while_a_reassignment_runs_are_each_completed_or_passed_on(
    in_postgres: Harness,
) -> None:
    manager, *workers = await in_postgres.have_accounts(Role.MANAGER, *[Role.WORKER] * 3)
    tasks = await in_postgres.have_tasks(120)
    run = await in_postgres.start(manager)

    async def complete_all() -> None:
        for task_id in tasks:
            for worker in workers:
                try:
                    await in_postgres.tracker.handle(CompleteTask(task_id, worker))
                except NotTheAssignee:
                    continue

    await asyncio.gather(complete_all(), in_postgres.run_to_its_end(size=5))

    completions = [each["data"] for each in await in_postgres.events() if each["type"] == "task.completed"]
    assigned = {
        (each["task_id"], each["assignment_no"]): each["account_id"]
        for each in await in_postgres.assignments()
    }
    per_run = Counter(
        each["task_id"] for each in await in_postgres.assignments() if each["reassignment_id"] == str(run)
    )
    assert max(Counter(each["task_id"] for each in completions).values()) == 1
    assert all(assigned[each["task_id"], each["assignment_no"]] == each["account_id"] for each in completions)
    assert max(per_run.values(), default=1) == 1
    assert (await in_postgres.tracker.reassignments.one(run)).done == sum(per_run.values())


async def test_a_double_click_at_once_is_one_reassignment(in_postgres: Harness) -> None:
    manager, _ = await in_postgres.have_accounts(Role.MANAGER, Role.WORKER)

    started = await asyncio.gather(*(in_postgres.start(manager, key="one press") for _ in range(6)))

    assert len(set(started)) == 1
    assert len(await in_postgres.tracker.reassignments.recent(10)) == 1


async def test_of_several_presses_at_once_the_last_one_runs(in_postgres: Harness) -> None:
    managers = await in_postgres.have_accounts(*[Role.MANAGER] * 4, Role.WORKER)
    tasks = await in_postgres.have_tasks(3)

    await asyncio.gather(*(in_postgres.start(manager) for manager in managers[:4]))
    await in_postgres.run_to_its_end()

    states = Counter(run.state for run in await in_postgres.tracker.reassignments.recent(10))
    passed_on = [each for each in await in_postgres.assignments() if each["reassignment_id"]]
    assert states == {State.SUPERSEDED: 3, State.FINISHED: 1}
    assert len(passed_on) == len(tasks)


async def test_superseding_while_chunks_are_passed_on_stops_the_old_one(in_postgres: Harness) -> None:
    manager, _ = await in_postgres.have_accounts(Role.MANAGER, Role.WORKER)
    tasks = await in_postgres.have_tasks(60)
    first = await in_postgres.start(manager)

    second, *_ = await asyncio.gather(in_postgres.start(manager), *(in_postgres.pass_on(5) for _ in range(4)))
    await in_postgres.run_to_its_end(size=7)

    passed_on = Counter(
        (each["reassignment_id"], each["task_id"]) for each in await in_postgres.assignments()
    )
    superseded = await in_postgres.tracker.reassignments.one(first)
    assert max(passed_on.values()) == 1
    assert {task for run, task in passed_on if run == str(second)} == {str(task) for task in tasks}
    assert superseded.state is State.SUPERSEDED
    assert superseded.done == sum(count for (run, _), count in passed_on.items() if run == str(first))


async def test_several_runners_pass_each_task_on_once(in_postgres: Harness, database: Database) -> None:
    manager, *_ = await in_postgres.have_accounts(Role.MANAGER, Role.WORKER, Role.WORKER)
    tasks = await in_postgres.have_tasks(200)
    run = await in_postgres.start(manager)
    runners = [over(database) for _ in range(4)]

    async def help_out(runner: Harness) -> None:
        while await runner.tracker.reassignments.running() is not None:
            await runner.pass_on(9)

    await asyncio.gather(*(help_out(runner) for runner in runners))

    passed_on = Counter(
        each["task_id"] for each in await in_postgres.assignments() if each["reassignment_id"] == str(run)
    )
    assert passed_on == Counter(str(task) for task in tasks)


class Killed(BaseException):
    """The process ends here."""


class Die(Command[None]):
    """A command in whose handling the process ends."""


async def die(_command: Die) -> None:
    raise Killed


async def test_a_runner_killed_before_its_commit_has_done_nothing_and_the_next_goes_on(
    in_postgres: Harness, database: Database
) -> None:
    manager, *_ = await in_postgres.have_accounts(Role.MANAGER, Role.WORKER, Role.WORKER)
    tasks = await in_postgres.have_tasks(50)
    run = await in_postgres.start(manager)

    in_postgres.tracker.mediator.register_command(Die, lambda _scope: die)

    for _ in range(3):
        await in_postgres.pass_on(7)
        await _die_before_the_commit(in_postgres)
    await over(database).run_to_its_end(size=7)

    passed_on = Counter(
        each["task_id"] for each in await in_postgres.assignments() if each["reassignment_id"] == str(run)
    )
    assert passed_on == Counter(str(task) for task in tasks)
    assert (await in_postgres.tracker.reassignments.one(run)).done == 50


async def _die_before_the_commit(harness: Harness) -> None:
    with pytest.raises(Killed):
        await harness.tracker.mediator.handle_all([ContinueReassignment(7), Die()])


async def test_a_refused_command_leaves_no_trace_beside_one_that_works(in_postgres: Harness) -> None:
    """All commands of a batch or none: the handler's refusal undoes the task created before it."""
    await in_postgres.have_accounts(Role.WORKER)
    created = creating()

    with pytest.raises(ServiceError):
        await in_postgres.tracker.mediator.handle_all(
            [created, CompleteTask(created.task_id, created.content.author_id)]
        )

    assert await in_postgres.events() == []
