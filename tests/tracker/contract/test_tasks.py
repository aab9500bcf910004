"""Tasks, over every kind of adapters."""

from collections.abc import Sequence

import pytest

from chassis.errors import Stale
from chassis.identifiers import AccountId, new_id
from chassis.roles import Role
from tests.tracker.builders import NOON, a_content, an_account, creating, registering
from tests.tracker.harness import Harness
from tracker.application.commands.complete_task import CompleteTask
from tracker.application.commands.create_task import CreateTask
from tracker.application.queries.tasks import TaskFilter, TaskView
from tracker.domain.errors import NobodyToAssign, NotTheAssignee, TaskExists, TaskNotFound
from tracker.domain.identifiers import TaskId
from tracker.domain.task import Status


async def titles(harness: Harness, which: TaskFilter) -> list[str]:
    return [task.title for task in (await harness.tracker.tasks.page(which, limit=100)).tasks]


async def types(harness: Harness) -> list[str]:
    return [event["type"] for event in await harness.events()]


@pytest.mark.parametrize("jira_id", ["UBERPOP-42", None])
@pytest.mark.parametrize("description", ["With care", None])
async def test_a_task_is_found_as_it_was_created(
    harness: Harness, jira_id: str | None, description: str | None
) -> None:
    (worker,) = await harness.have_accounts(Role.WORKER)
    command = creating("Fix the beak", jira_id=jira_id, description=description, author_id=worker)

    await harness.tracker.handle(command)

    found = await harness.tracker.tasks.one(command.task_id)
    assert (found.title, found.jira_id, found.description) == ("Fix the beak", jira_id, description)
    assert (found.author.id, found.assignee.id, found.assignee.name) == (worker, worker, "Kesha")
    assert (found.status, found.created_at, found.completed_at) == (Status.OPEN, NOON, None)


async def test_creating_announces_the_task_and_then_its_assignment(harness: Harness) -> None:
    (worker,) = await harness.have_accounts(Role.WORKER)

    (task_id,) = await harness.have_tasks(1)

    created, assigned = await harness.events()
    assert (created["type"], created["eventversion"]) == ("task.created", 2)
    assert assigned["data"]["assignments"] == [
        {"task_id": str(task_id), "assignment_no": 1, "account_id": str(worker)}
    ]


async def test_creating_again_changes_nothing(harness: Harness) -> None:
    await harness.have_accounts(Role.WORKER)
    command = creating()

    await harness.tracker.handle(command)
    await harness.tracker.handle(command)

    assert await types(harness) == ["task.created", "task.assigned"]


async def test_an_id_that_is_taken_is_refused(harness: Harness) -> None:
    await harness.have_accounts(Role.WORKER)
    (task_id,) = await harness.have_tasks(1)

    with pytest.raises(TaskExists):
        await harness.tracker.handle(CreateTask(task_id, a_content("Something else")))

    assert await titles(harness, TaskFilter()) == ["Task 1"]
    assert await types(harness) == ["task.created", "task.assigned"]


async def test_nothing_is_stored_when_there_is_nobody_to_assign(harness: Harness) -> None:
    await harness.have_accounts(Role.MANAGER, Role.ADMIN)

    with pytest.raises(NobodyToAssign):
        await harness.tracker.handle(creating())

    assert await titles(harness, TaskFilter()) == []
    assert await harness.events() == []


async def test_a_deactivated_popug_gets_no_more_tasks(harness: Harness) -> None:
    gone, stays = await harness.have_accounts(Role.WORKER, Role.WORKER)
    await harness.tracker.handle(registering(an_account(gone, active=False, version=2)))

    await harness.have_tasks(20)

    assert {each["account_id"] for each in await harness.assignments()} == {str(stays)}


async def test_completing_twice_is_announced_once(harness: Harness) -> None:
    (worker,) = await harness.have_accounts(Role.WORKER)
    (task_id,) = await harness.have_tasks(1)

    await harness.tracker.handle(CompleteTask(task_id, worker))
    await harness.tracker.handle(CompleteTask(task_id, worker))

    assert await types(harness) == ["task.created", "task.assigned", "task.completed"]
    assert (await harness.tracker.tasks.one(task_id)).status is Status.COMPLETED


async def test_nobody_else_completes_a_task(harness: Harness) -> None:
    await harness.have_accounts(Role.WORKER)
    (task_id,) = await harness.have_tasks(1)

    with pytest.raises(NotTheAssignee):
        await harness.tracker.handle(CompleteTask(task_id, AccountId(new_id())))

    assert (await harness.tracker.tasks.one(task_id)).status is Status.OPEN
    assert "task.completed" not in await types(harness)


async def test_an_unknown_task_is_not_completed(harness: Harness) -> None:
    (worker,) = await harness.have_accounts(Role.WORKER)

    with pytest.raises(TaskNotFound):
        await harness.tracker.handle(CompleteTask(TaskId(new_id()), worker))


async def test_mine_are_open_and_oldest_first(harness: Harness) -> None:
    (worker,) = await harness.have_accounts(Role.WORKER)
    first, second, third = await harness.have_tasks(3)
    await harness.tracker.handle(CompleteTask(second, worker))

    mine = await harness.tracker.tasks.mine(worker, after=0, limit=10)
    rest = await harness.tracker.tasks.mine(worker, after=mine[0].seq, limit=10)

    assert [task.id for task in mine] == [first, third]
    assert [task.id for task in rest] == [third]
    assert (await harness.tracker.tasks.mine_count(worker)).number == 2
    assert (await harness.tracker.tasks.completed_since(worker, NOON)).number == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("beak", ["Mend beaks", "Fix the beak"]),
        ("bea fix", ["Fix the beak"]),
        ("UBERPOP-7", ["Feed the cat"]),
        ("uberpop", ["Feed the cat"]),
        ("grain", ["Feed the cat"]),
        ("nothing", []),
        ("' | !beak:* \\", ["Mend beaks", "Fix the beak"]),
    ],
)
async def test_search_finds_words_by_their_beginnings_and_jira_ids(
    harness: Harness, text: str, expected: list[str]
) -> None:
    await harness.have_accounts(Role.WORKER)
    for command in (
        creating("Fix the beak", jira_id=None),
        creating("Feed the cat", jira_id="UBERPOP-7", description="With grain"),
        creating("Mend beaks", jira_id="OTHER-7"),
    ):
        await harness.tracker.handle(command)

    assert await titles(harness, TaskFilter(text)) == expected


async def test_filters_combine(harness: Harness) -> None:
    worker, other = await harness.have_accounts(Role.WORKER, Role.WORKER)
    tasks = await harness.have_tasks(12)
    mine = [task for task in tasks if await _assignee(harness, task) == worker]
    for task in mine[:1]:
        await harness.tracker.handle(CompleteTask(task, worker))

    open_mine = await harness.tracker.tasks.page(TaskFilter("task", Status.OPEN, worker), limit=100)
    all_mine = await harness.tracker.tasks.page(TaskFilter(assignee_id=worker), limit=100)

    assert [task.id for task in open_mine.tasks] == list(reversed(mine[1:]))
    assert [task.id for task in all_mine.tasks] == list(reversed(mine))
    assert (await harness.tracker.tasks.count(TaskFilter(assignee_id=other))).number == 12 - len(mine)


@pytest.mark.parametrize("by", ["nothing", "status", "assignee", "text"])
async def test_pages_lead_to_every_task_once_and_back(harness: Harness, by: str) -> None:
    (worker,) = await harness.have_accounts(Role.WORKER)
    tasks = await harness.have_tasks(7)
    which = {
        "nothing": TaskFilter(),
        "status": TaskFilter(status=Status.OPEN),
        "assignee": TaskFilter(assignee_id=worker),
        "text": TaskFilter("task"),
    }[by]
    views = harness.tracker.tasks

    first = await views.page(which, limit=3)
    second = await views.page(which, before=first.tasks[-1].seq, limit=3)
    third = await views.page(which, before=second.tasks[-1].seq, limit=3)
    back = await views.page(which, after=third.tasks[0].seq, limit=3)

    assert ids(first.tasks, second.tasks, third.tasks) == list(reversed(tasks))
    assert ids(back.tasks) == ids(second.tasks)
    assert (first.newer, first.older) == (False, True)
    assert (third.newer, third.older) == (True, False)
    assert (back.newer, back.older) == (True, True)


async def test_the_second_writer_is_told_that_it_is_stale(harness: Harness) -> None:
    """Two load the same task; whoever saves second has not seen what the first did."""
    (worker,) = await harness.have_accounts(Role.WORKER)
    (task_id,) = await harness.have_tasks(1)
    mediator = harness.tracker.mediator

    async with mediator._open_scope() as first:
        mine = await first.tasks.get(task_id)
    async with mediator._open_scope() as second:
        theirs = await second.tasks.get(task_id)
        theirs.complete(by=worker, at=NOON)
        await second.tasks.save(theirs)
    mine.complete(by=worker, at=NOON)

    with pytest.raises(Stale):
        async with mediator._open_scope() as late:
            await late.tasks.save(mine)


def ids(*pages: Sequence[TaskView]) -> list[TaskId]:
    return [task.id for page in pages for task in page]


async def _assignee(harness: Harness, task_id: TaskId) -> AccountId:
    view: TaskView = await harness.tracker.tasks.one(task_id)
    return view.assignee.id
