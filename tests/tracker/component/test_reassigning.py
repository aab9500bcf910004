"""Reassignments as managers follow them: how far, how fast, since when, by whom, and what hinders them."""

import asyncio
from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest

from chassis.roles import Role
from chassis.waiting import cancelled
from tests.tracker.builders import NOON, an_account, registering
from tests.tracker.component.conftest import Web
from tests.tracker.harness import Harness
from tracker.application.commands.complete_task import CompleteTask
from tracker.application.commands.continue_reassignment import ContinueReassignment
from tracker.application.queries.reassignments import Place
from tracker.domain.errors import NobodyToAssign
from tracker.domain.reassignment import State

PRESSES = 50
SECONDS = 10
OPEN_TASKS = 2_000
CHUNK = 5
CHUNK_SECONDS = 0.02


async def test_a_run_says_how_fast_it_goes_and_how_long_it_will_take(harness: Harness) -> None:
    manager, _ = await harness.have_accounts(Role.MANAGER, Role.WORKER)
    await harness.have_tasks(30)
    run = await harness.start(manager)
    just_started = (await harness.tracker.reassignments.one(run)).pace(NOON)

    await harness.pass_on(10)
    view = await harness.tracker.reassignments.one(run)
    halfway = view.pace(NOON + timedelta(seconds=5))

    assert (just_started.tasks_per_second, just_started.seconds_left) == (0, None)
    assert (halfway.tasks_per_second, halfway.seconds_left) == (2, 10)
    assert not view.waits_for_popugs


async def test_a_finished_run_keeps_the_pace_it_had(harness: Harness) -> None:
    manager, _ = await harness.have_accounts(Role.MANAGER, Role.WORKER)
    await harness.have_tasks(30)
    run = await harness.start(manager)
    harness.clock.advance(timedelta(seconds=10))
    await harness.run_to_its_end()

    pace = (await harness.tracker.reassignments.one(run)).pace(NOON + timedelta(days=1))

    assert (pace.tasks_per_second, pace.seconds_left) == (3, 0)


async def test_a_run_whose_last_popug_left_says_so_and_goes_on_with_the_next(harness: Harness) -> None:
    manager, worker = await harness.have_accounts(Role.MANAGER, Role.WORKER)
    await harness.have_tasks(4)
    run = await harness.start(manager)
    await harness.tracker.handle(registering(an_account(worker, active=False, version=2)))

    with pytest.raises(NobodyToAssign):
        await harness.pass_on(10)
    waiting = await harness.tracker.reassignments.one(run)
    await harness.tracker.handle(registering(an_account(worker, active=True, version=3)))
    await harness.run_to_its_end()
    finished = await harness.tracker.reassignments.one(run)

    assert (waiting.state, waiting.done, waiting.waits_for_popugs) == (State.RUNNING, 0, True)
    assert (finished.state, finished.done, finished.waits_for_popugs) == (State.FINISHED, 4, False)


async def test_with_nothing_open_it_is_over_at_once_and_supersedes_nobody_later(harness: Harness) -> None:
    manager, _ = await harness.have_accounts(Role.MANAGER, Role.WORKER)

    run = await harness.start(manager)

    view = await harness.tracker.reassignments.one(run)
    assert (view.state, view.total, view.finished_at) == (State.FINISHED, 0, NOON)
    assert await harness.tracker.reassignments.running() is None
    assert await harness.pass_on(10) is None


async def test_the_list_leads_to_every_run_once(harness: Harness) -> None:
    manager, _ = await harness.have_accounts(Role.MANAGER, Role.WORKER)
    await harness.have_tasks(1)
    runs = [await harness.start(manager) for _ in range(7)]  # all in one moment
    views = harness.tracker.reassignments

    pages = [await views.recent(3)]
    while len(pages[-1]) == 3:
        last = pages[-1][-1]
        pages.append(await views.recent(3, Place(last.started_at, last.id)))

    seen = [run.id for page in pages for run in page]
    assert sorted(seen) == sorted(runs)
    assert [len(page) for page in pages] == [3, 3, 1]


async def test_scripts_are_told_all_that_the_page_tells(web: Web) -> None:
    worker, manager = await web.joins(), await web.joins(Role.MANAGER, "Gosha")
    other = await web.joins(Role.MANAGER, "Roma")
    async with web.api(worker) as api:
        await api.post("/tasks", json={"title": "Fix the beak"})

    async with web.api(manager) as api:
        first = (await api.post("/reassignments")).json()
    async with web.api(other) as api:
        second = (await api.post("/reassignments")).json()
        listed = (await api.get("/reassignments", params={"limit": 1})).json()
        rest = (await api.get("/reassignments", params={"cursor": listed["next"]})).json()
        nonsense = await api.get("/reassignments", params={"cursor": "bm9uc2Vuc2U"})

    assert (first["state"], first["tasks_per_second"], first["seconds_left"]) == ("running", 0, None)
    assert [run["id"] for run in listed["items"]] == [second["id"]]
    (overtaken,) = rest["items"]
    assert (overtaken["id"], overtaken["state"]) == (first["id"], "superseded")
    assert overtaken["superseded_by"] == second["id"]
    assert overtaken["superseded_by_account"] == {"id": str(other), "name": "Roma"}
    assert rest["next"] is None
    assert (nonsense.status_code, nonsense.json()["code"]) == (422, "invalid_cursor")


async def test_the_list_of_runs_is_not_for_workers(web: Web) -> None:
    worker = await web.joins()

    async with web.api(worker) as api:
        answer = await api.get("/reassignments")

    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


async def test_with_nothing_open_there_is_no_button_but_an_explanation(web: Web) -> None:
    manager, _ = await web.joins(Role.MANAGER), await web.joins()

    async with web.browser(manager) as browser:
        confirm = await browser.get("/reassignments/new")
        await browser.post("/reassignments", data={"key": str(uuid4())})
        after = await browser.get("/reassignments")

    assert "No task is open: there is nothing to reassign." in confirm.text
    assert 'name="key"' not in confirm.text
    assert "Nothing was open, so nothing was passed on." in after.text
    assert "nothing was open" in after.text


async def test_with_nobody_eligible_there_is_no_button_but_an_explanation(web: Web) -> None:
    manager = await web.joins(Role.MANAGER)

    async with web.browser(manager) as browser:
        confirm = await browser.get("/reassignments/new")
        pressed = await browser.post("/reassignments", data={"key": str(uuid4())})
        after = await browser.get(pressed.headers["location"])

    assert "Nobody to give tasks to" in confirm.text
    assert 'name="key"' not in confirm.text
    assert "There is no active popug to give a task to" in after.text
    assert await web.core.tracker.reassignments.recent(1) == []


async def test_the_next_press_says_whose_place_it_takes(web: Web) -> None:
    worker, manager = await web.joins(), await web.joins(Role.MANAGER, "Gosha")
    async with web.api(worker) as api:
        for number in range(4):
            await api.post("/tasks", json={"title": f"Task {number}"})
    async with web.api(manager) as api:
        await api.post("/reassignments")
    await web.core.tracker.handle(ContinueReassignment(1))

    async with web.browser(manager) as browser:
        bar = await browser.get("/reassignments/progress")
        confirm = await browser.get("/reassignments/new")
        await browser.post("/reassignments", data={"key": str(uuid4())})
        runs = await browser.get("/reassignments")

    assert "Reassigning 1 of 4" in bar.text
    assert "started by Gosha" in bar.text
    assert "with 1 of 4 done: this one takes its place" in confirm.text
    assert "by Gosha" in runs.text
    assert "Superseded" in runs.text


async def test_a_waiting_run_is_explained_above_the_tasks(web: Web) -> None:
    worker, manager = await web.joins(), await web.joins(Role.MANAGER)
    async with web.api(worker) as api:
        await api.post("/tasks", json={"title": "Fix the beak"})
    async with web.api(manager) as api:
        await api.post("/reassignments")
    await web.core.tracker.handle(registering(an_account(worker, active=False, version=2)))

    async with web.browser(manager) as browser:
        tasks = await browser.get("/tasks")
        runs = await browser.get("/reassignments")

    assert "There is no active popug to give tasks to" in tasks.text
    assert "waits for an active popug" in runs.text


@pytest.mark.timeout(240)
async def test_fifty_presses_by_two_managers_each_delivered_twice_are_fifty_runs(web: Web) -> None:
    """Pressed over ten seconds while tasks are passed on, so slowly that none but the last run ends."""
    popugs = [await web.joins() for _ in range(3)]
    managers = [await web.joins(Role.MANAGER), await web.joins(Role.MANAGER)]
    tracker = web.core.tracker
    async with web.api(popugs[0]) as api:
        for number in range(20):
            await api.post("/tasks", json={"title": f"Task {number}"})
    await _many_tasks(web)

    async def press(number: int) -> list[str]:
        await asyncio.sleep(number * SECONDS / PRESSES)  # a press has its moment
        async with web.api(managers[number % 2]) as api:
            headers = {"idempotency-key": f"press {number}"}
            answers = await asyncio.gather(*(api.post("/reassignments", headers=headers) for _ in range(2)))
        assert [answer.status_code for answer in answers] == [202, 202]
        return [answer.json()["id"] for answer in answers]

    passing_on = asyncio.create_task(_pass_on_slowly(web))
    started = await asyncio.gather(*(press(number) for number in range(PRESSES)))
    await cancelled(passing_on)
    while await tracker.handle(ContinueReassignment(500)) is not None:
        continue
    runs, passed_on = await tracker.reassignments.recent(2 * PRESSES), await _passed_on(web)
    assert all(first == second for first, second in started)
    assert {str(run.id) for run in runs} == {first for first, _ in started}
    assert Counter(run.state for run in runs) == {State.SUPERSEDED: PRESSES - 1, State.FINISHED: 1}
    assert {str(run.id): run.done for run in runs if run.done} == passed_on.runs
    assert passed_on.twice == 0
    assert passed_on.runs[str(runs[0].id)] == OPEN_TASKS + 20
    assert passed_on.gaps == 0


async def _pass_on_slowly(web: Web) -> None:
    while True:
        await web.core.tracker.handle(ContinueReassignment(CHUNK))
        await asyncio.sleep(CHUNK_SECONDS)  # the pace is the point


class _PassedOn:
    """What the outbox says of reassignments: tasks by run, and what must not be."""

    def __init__(self, runs: dict[str, int], twice: int, gaps: int) -> None:
        self.runs, self.twice, self.gaps = runs, twice, gaps


ASSIGNMENTS = """
WITH said AS (
    SELECT body ->> 'reassignment_id' AS run, a ->> 'task_id' AS task, (a ->> 'assignment_no')::int AS no
    FROM (SELECT convert_from(body, 'UTF8')::jsonb -> 'data' AS body FROM outbox
          WHERE type = 'task.assigned') e,
         jsonb_array_elements(body -> 'assignments') a
)
"""
BY_RUN = ASSIGNMENTS + "SELECT run, count(*) AS tasks FROM said WHERE run IS NOT NULL GROUP BY run"
TWICE = ASSIGNMENTS + "SELECT count(*) - count(DISTINCT (run, task)) FROM said WHERE run IS NOT NULL"
GAPS = (
    ASSIGNMENTS
    + """
SELECT count(*) FROM (SELECT task, count(*) AS times, count(DISTINCT no) AS numbers, max(no) AS last FROM said
GROUP BY task) t JOIN assignment s ON s.task_id = t.task::uuid
WHERE times <> numbers OR times <> last OR last <> s.assignment_no
"""
)


async def _passed_on(web: Web) -> _PassedOn:
    async with web.core.database.reading() as reading:
        runs = {row["run"]: row["tasks"] for row in await reading.driver.fetch(BY_RUN)}
        return _PassedOn(runs, await reading.driver.fetchval(TWICE), await reading.driver.fetchval(GAPS))


MANY = """
WITH written AS (
    INSERT INTO task (id, title, author_id, created_at)
    SELECT gen_random_uuid(), 'Task ' || n, $2::uuid, now() FROM generate_series(1, $1::int) n
    RETURNING seq, id
)
INSERT INTO assignment (seq, task_id, assignee_id, assignment_no, status, version, assigned_at)
SELECT seq, id, $2::uuid, 0, 0, 0, now() FROM written
"""


async def _many_tasks(web: Web) -> None:
    """Tasks that nobody was told of: their assignments count from the first reassignment on."""
    author = next(iter(web.people.accounts.values())).account_id
    async with web.core.database.transaction() as transaction:
        await transaction.driver.execute(MANY, OPEN_TASKS, author)


async def test_completing_is_refused_with_the_reason_once_the_task_went_on(harness: Harness) -> None:
    manager, first, second = await harness.have_accounts(Role.MANAGER, Role.WORKER, Role.WORKER)
    (task_id,) = await harness.have_tasks(1)
    before = (await harness.tracker.tasks.one(task_id)).assignee.id
    other = second if before == first else first
    await harness.tracker.handle(registering(an_account(before, active=False, version=2)))
    await harness.start(manager)
    await harness.run_to_its_end()

    await harness.tracker.handle(CompleteTask(task_id, other))

    assert (await harness.tracker.tasks.one(task_id)).assignee.id == other
