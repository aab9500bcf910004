"""The pages, as a browser without JavaScript uses them."""

import re
from uuid import UUID, uuid4

import pytest

from chassis.roles import Role
from tests.tracker.component.conftest import Web
from tracker.application.commands.complete_task import CompleteTask
from tracker.application.commands.continue_reassignment import ContinueReassignment
from tracker.domain.identifiers import TaskId


async def test_my_tasks_shows_what_is_mine_and_completes_it(web: Web) -> None:
    worker = await web.joins()

    async with web.browser(worker) as browser:
        form = {"id": str(uuid4()), "title": "[UBERPOP-42] Fix the beak", "jira_id": "", "description": ""}
        created = await browser.post("/tasks", data=form)
        mine = await browser.get("/")
        (action,) = re.findall(r'action="(/tasks/[^"]+/complete)"', mine.text)
        completed = await browser.post(action)
        after = await browser.get("/")

    assert created.status_code == 303
    assert "Fix the beak" in mine.text
    assert "UBERPOP-42" in mine.text
    assert (completed.status_code, completed.headers["location"]) == (303, "/")
    assert "Completed. Well done!" in after.text
    assert "1 done today" in after.text
    assert "Fix the beak" not in after.text


async def test_a_form_with_a_mistake_comes_back_with_advice(web: Web) -> None:
    worker = await web.joins()

    async with web.browser(worker) as browser:
        answer = await browser.post("/tasks", data={"id": str(uuid4()), "title": "Fix [the] beak"})

    assert answer.status_code == 422
    assert "no square brackets" in answer.text
    assert "Fix [the] beak" in answer.text


async def test_somebody_elses_task_is_explained_not_completed(web: Web) -> None:
    worker, manager = await web.joins(), await web.joins(Role.MANAGER)
    async with web.api(worker) as api:
        task_id = (await api.post("/tasks", json={"title": "Fix the beak"})).json()["id"]

    async with web.browser(manager) as browser:
        await browser.post(f"/tasks/{task_id}/complete")
        page = await browser.get("/")

    assert "only its assignee can complete it" in page.text


async def test_a_manager_is_told_the_figures_before_reassigning(web: Web) -> None:
    worker, manager = await web.joins(), await web.joins(Role.MANAGER)
    async with web.api(worker) as api:
        for number in range(2):
            await api.post("/tasks", json={"title": f"Task {number}"})

    async with web.browser(manager) as browser:
        confirm = await browser.get("/reassignments/new")
        (key,) = re.findall(r'name="key" value="([^"]+)"', confirm.text)
        pressed = await browser.post("/reassignments", data={"key": key})
        await browser.post("/reassignments", data={"key": key})
        everybody = await browser.get("/tasks")
        runs = await browser.get("/reassignments")

    assert "Reassigns 2 open tasks among 1 popug" in confirm.text
    assert pressed.headers["location"] == "/tasks"
    assert "Reassigning 0 of 2" in everybody.text
    assert "Running" in runs.text
    assert len(await web.core.tracker.reassignments.recent(10)) == 1


async def test_reassigning_is_not_for_workers(web: Web) -> None:
    worker = await web.joins()

    async with web.browser(worker) as browser:
        answers = [
            await browser.get("/reassignments"),
            await browser.get("/reassignments/new"),
        ]
        listed = await browser.get("/tasks")

    assert [each.status_code for each in answers] == [403, 403]
    assert "/reassignments/new" not in listed.text


@pytest.mark.parametrize(
    "path",
    ["/", "/tasks?q=beak&status=open", "/tasks/new", "/tasks/mine/list", "/tasks/list?assignee=nobody"],
)
async def test_pages_answer_in_russian_too(web: Web, path: str) -> None:
    worker = await web.joins()

    async with web.browser(worker, language="ru") as browser:
        answer = await browser.get(path)

    assert answer.status_code == 200
    assert re.search("[а-яё]", answer.text)


async def test_what_people_write_is_shown_as_text(web: Web) -> None:
    worker = await web.joins(name="<b>Kesha</b>")
    async with web.api(worker) as api:
        answer = await api.post(
            "/tasks", json={"title": "<script>alert(1)</script>", "description": "<img src=x onerror=x>"}
        )
        task_id = answer.json()["id"]
        await api.post(f"/tasks/{task_id}/messages", json={"text": "<svg onload=x>"})

    async with web.browser(worker) as browser:
        pages = [(await browser.get(path)).text for path in ("/", "/tasks", f"/tasks/{task_id}")]

    for dangerous in ("<script>alert", "<img src=x", "<svg onload", "<b>Kesha"):
        assert all(dangerous not in page for page in pages)


async def test_nobody_sees_a_page_without_signing_in(web: Web) -> None:
    async with web.api(None) as stranger:
        answer = await stranger.get("http://tracker.test/tasks")

    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/tasks")


async def test_a_filter_survives_paging_and_names_itself(web: Web) -> None:
    worker = await web.joins(name="Kesha")
    async with web.api(worker) as api:
        for number in range(51):
            await api.post("/tasks", json={"title": f"Fix beak {number}"})

    async with web.browser(worker) as browser:
        first = await browser.get(f"/tasks?q=beak&status=open&assignee={worker}")
        (older,) = re.findall(r'rel="next" href="([^"]+)"', first.text)
        second = await browser.get(older.replace("&amp;", "&"))

    assert "assigned to Kesha" in first.text
    assert "q=beak" in older
    assert "Fix beak 0<" in second.text


async def test_a_discussion_shows_its_authors_initial_and_keeps_its_lines(web: Web) -> None:
    worker = await web.joins(name="kesha")
    async with web.api(worker) as api:
        task_id = (await api.post("/tasks", json={"title": "Fix the beak"})).json()["id"]
        await api.post(f"/tasks/{task_id}/messages", json={"text": "One\nTwo"})

    async with web.browser(worker) as browser:
        page = await browser.get(f"/tasks/{task_id}")

    assert '<span class="timeline-mark" aria-hidden="true">K</span>' in page.text
    assert "<p>One<br>\nTwo</p>" in page.text


async def test_a_reassignment_says_why_it_passed_on_fewer_tasks_than_were_open(web: Web) -> None:
    worker, manager = await web.joins(), await web.joins(Role.MANAGER)
    async with web.api(worker) as api:
        tasks = [(await api.post("/tasks", json={"title": f"Task {n}"})).json()["id"] for n in range(3)]
    async with web.api(manager) as api:
        await api.post("/reassignments", headers={"idempotency-key": "one press"})
    await web.core.tracker.handle(CompleteTask(TaskId(UUID(tasks[0])), worker))
    await web.core.tracker.handle(ContinueReassignment(10))

    async with web.browser(manager) as browser:
        runs = await browser.get("/reassignments")
    async with web.browser(manager, language="ru") as browser:
        in_russian = await browser.get("/reassignments")

    assert "2 of 3" in runs.text
    assert "1 was completed meanwhile" in runs.text
    assert "1 тем временем выполнена" in in_russian.text


@pytest.mark.parametrize(("language", "words"), [("en", "There is nothing here"), ("ru", "Здесь ничего нет")])
@pytest.mark.parametrize("path", ["/tasks/zzz", "/?after=x", f"/tasks/{UUID(int=404)}"])
async def test_an_address_that_leads_nowhere_says_so_plainly(
    web: Web, path: str, language: str, words: str
) -> None:
    worker = await web.joins()

    async with web.browser(worker, language=language) as browser:
        page = await browser.get(path)

    assert page.status_code == 404
    assert words in page.text
    assert "Input should be" not in page.text
    assert language == "en" or "There is no such task" not in page.text


async def test_no_filter_has_a_required_field_that_is_empty(web: Web) -> None:
    """A browser would not send such a form, and say so beside a field that looks filled in."""
    worker = await web.joins()

    async with web.browser(worker) as browser:
        page = await browser.get("/tasks")
        (status,) = re.findall(
            r'<select[^>]*name="status" required[^>]*>(.*?)</select>', page.text, re.DOTALL
        )
        listed = await browser.get("/tasks", params={"status": "any", "q": "beak"})

    assert 'value=""' not in status
    assert 'value="any" selected' in status
    assert "status=" not in "".join(re.findall(r'hx-get="(/tasks/list[^"]*)"', listed.text))
