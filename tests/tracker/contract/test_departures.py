"""What vanished from My tasks is explained, over every kind of adapters."""

from datetime import timedelta

from chassis.identifiers import AccountId
from chassis.roles import Role
from tests.tracker.builders import an_account, registering
from tests.tracker.harness import Harness
from tracker.application.commands.complete_task import CompleteTask
from tracker.application.commands.dismiss_departures import DismissDepartures
from tracker.application.commands.look_at_my_tasks import LookAtMyTasks
from tracker.application.queries.departures import Departures
from tracker.domain.identifiers import TaskId
from tracker.domain.looking import EXPLAINED_FOR
from tracker.domain.task import Status

MINUTE = timedelta(minutes=1)
ROUNDS_MAX = 50


async def look(harness: Harness, account_id: AccountId) -> Departures:
    """What My tasks does when it is shown."""
    mine = await harness.tracker.tasks.mine(account_id, after=0, limit=50)
    await harness.tracker.handle(LookAtMyTasks(account_id, [task.id for task in mine]))
    since = harness.clock.now() - EXPLAINED_FOR
    return await harness.tracker.departures.of(account_id, since=since, limit=5)


async def reassign(harness: Harness) -> None:
    (manager,) = await harness.have_accounts(Role.MANAGER)
    harness.clock.advance(MINUTE)
    await harness.start(manager)
    await harness.run_to_its_end()


async def reassign_until_it_leaves(harness: Harness, task_id: TaskId, account_id: AccountId) -> None:
    for _ in range(ROUNDS_MAX):
        await reassign(harness)
        if (await harness.tracker.tasks.one(task_id)).assignee.id != account_id:
            return
    raise AssertionError("the task stays where it is")


async def one_task(harness: Harness) -> tuple[TaskId, AccountId]:
    """A task, and who has it; somebody else is there to take it."""
    await harness.have_accounts(Role.WORKER, Role.WORKER)
    (task_id,) = await harness.have_tasks(1)
    return task_id, (await harness.tracker.tasks.one(task_id)).assignee.id


async def test_what_was_seen_and_went_to_another_is_told(harness: Harness) -> None:
    task_id, holder = await one_task(harness)
    assert (await look(harness, holder)).count == 0

    await reassign_until_it_leaves(harness, task_id, holder)
    told = await look(harness, holder)

    left_at = (await harness.tracker.tasks.one(task_id)).assigned_at
    assert [(each.task_id, each.title, each.left_at) for each in told.latest] == [
        (task_id, "Task 1", left_at)
    ]
    assert told.count == 1
    assert (await look(harness, holder)).count == 1


async def test_the_time_told_is_when_it_first_went_to_somebody_else(harness: Harness) -> None:
    """Also when the page was closed while the button was pressed several times, and it stayed at first."""
    task_id, holder = await one_task(harness)
    await look(harness, holder)

    await reassign_until_it_leaves(harness, task_id, holder)
    left_at = (await harness.tracker.tasks.one(task_id)).assigned_at
    for _ in range(ROUNDS_MAX):
        await reassign(harness)
        if (await harness.tracker.tasks.one(task_id)).assignee.id != holder:
            break

    (told,) = (await look(harness, holder)).latest
    assert told.left_at == left_at


async def test_what_was_never_seen_is_not_explained(harness: Harness) -> None:
    task_id, holder = await one_task(harness)

    await reassign_until_it_leaves(harness, task_id, holder)

    assert (await look(harness, holder)).count == 0


async def test_what_one_completed_oneself_is_not_explained(harness: Harness) -> None:
    task_id, holder = await one_task(harness)
    await look(harness, holder)

    await harness.tracker.handle(CompleteTask(task_id, holder))
    told = await look(harness, holder)

    assert told.count == 0
    assert (await harness.tracker.tasks.one(task_id)).status is Status.COMPLETED


async def test_what_another_completed_meanwhile_is_explained(harness: Harness) -> None:
    task_id, holder = await one_task(harness)
    await look(harness, holder)
    await reassign_until_it_leaves(harness, task_id, holder)
    other = (await harness.tracker.tasks.one(task_id)).assignee.id
    await harness.tracker.handle(CompleteTask(task_id, other))

    assert (await look(harness, holder)).count == 1


async def test_what_came_back_is_not_told_as_gone(harness: Harness) -> None:
    task_id, holder = await one_task(harness)
    await look(harness, holder)
    await reassign_until_it_leaves(harness, task_id, holder)
    assert (await look(harness, holder)).count == 1
    other = (await harness.tracker.tasks.one(task_id)).assignee.id

    await reassign_until_it_leaves(harness, task_id, other)

    assert (await look(harness, holder)).count == 0


async def test_it_is_told_for_a_day(harness: Harness) -> None:
    task_id, holder = await one_task(harness)
    await look(harness, holder)
    await reassign_until_it_leaves(harness, task_id, holder)
    await look(harness, holder)

    harness.clock.advance(EXPLAINED_FOR - MINUTE)
    assert (await look(harness, holder)).count == 1
    harness.clock.advance(MINUTE)
    assert (await look(harness, holder)).count == 0


async def test_a_dismissal_ends_it_for_that_account_alone(harness: Harness) -> None:
    workers = await harness.have_accounts(Role.WORKER, Role.WORKER)
    await harness.have_tasks(40)
    for worker in workers:
        await look(harness, worker)
    await reassign(harness)
    first, second = [await look(harness, worker) for worker in workers]
    assert first.count > 0 < second.count

    await harness.tracker.handle(DismissDepartures(workers[0]))

    assert (await look(harness, workers[0])).count == 0
    assert (await look(harness, workers[1])).count == second.count


async def test_many_are_counted_and_the_latest_told(harness: Harness) -> None:
    workers = await harness.have_accounts(Role.WORKER, Role.WORKER)
    await harness.have_tasks(45)
    await look(harness, workers[0])
    gone = an_account(workers[0], active=False, version=2)
    await harness.tracker.handle(registering(gone))
    await reassign(harness)

    told = await look(harness, workers[0])

    assert told.count > len(told.latest) == 5
    assert [each.left_at for each in told.latest] == sorted(
        (each.left_at for each in told.latest), reverse=True
    )


async def test_what_is_taken_away_while_the_page_is_made_is_explained_too(harness: Harness) -> None:
    task_id, holder = await one_task(harness)

    await reassign_until_it_leaves(harness, task_id, holder)
    await harness.tracker.handle(LookAtMyTasks(holder, [task_id]))

    assert (await look(harness, holder)).count == 1
