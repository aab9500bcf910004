"""A task's history, what vanished from My tasks, and what is new in a discussion, over HTTP."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from chassis.identifiers import AccountId
from chassis.roles import Role
from tests.tracker.component.conftest import Web
from tracker.application.commands.continue_reassignment import ContinueReassignment
from tracker.domain.message import PACE_MESSAGES
from tracker.entrypoints.web.my_tasks import ROWS

ROUNDS_MAX = 50


async def reassign(web: Web, manager: AccountId) -> None:
    async with web.api(manager) as api:
        assert (await api.post("/reassignments")).status_code == 202
    while await web.core.tracker.handle(ContinueReassignment(100)):
        pass


async def created(web: Web, author: AccountId, title: str = "Fix the beak") -> dict[str, object]:
    async with web.api(author) as api:
        task: dict[str, object] = (await api.post("/tasks", json={"title": title})).json()
        return task


async def test_the_api_tells_every_assignment_a_page_at_a_time(web: Web) -> None:
    worker, manager = await web.joins(), await web.joins(Role.MANAGER, name="Gosha")
    task = await created(web, worker)
    for _ in range(3):
        await reassign(web, manager)

    async with web.api(worker) as api:
        path = f"/tasks/{task['id']}/assignments"
        first = (await api.get(path, params={"limit": 3})).json()
        rest = (await api.get(path, params={"limit": 3, "cursor": first["next"]})).json()
        unknown = await api.get(f"/tasks/{uuid4()}/assignments")

    assert [each["number"] for each in first["items"]] == [4, 3, 2]
    assert {each["reassignment"]["started_by"]["name"] for each in first["items"]} == {"Gosha"}
    assert [(each["number"], each["reassignment"]) for each in rest["items"]] == [(1, None)]
    assert (rest["next"], unknown.status_code) == (None, 404)


@pytest.mark.parametrize(("language", "pressed"), [("en", "Gosha pressed"), ("ru", "попуг Gosha")])
async def test_the_task_page_tells_them_too(web: Web, language: str, pressed: str) -> None:
    worker, manager = await web.joins(), await web.joins(Role.MANAGER, name="Gosha")
    task = await created(web, worker)
    for _ in range(11):
        await reassign(web, manager)

    async with web.browser(worker, language=language) as browser:
        page = await browser.get(f"/tasks/{task['id']}")
        (earlier,) = re.findall(rf'href="(/tasks/{task["id"]}\?history=\d+)"', page.text)
        last = await browser.get(earlier)

    assert page.text.count(pressed) == 10
    assert (last.text.count(pressed), last.status_code) == (1, 200)


async def test_what_vanished_is_told_until_it_is_dismissed(web: Web) -> None:
    worker, _, manager = await web.joins(), await web.joins(), await web.joins(Role.MANAGER)
    for number in range(6):
        await created(web, manager, f"Task <{number}>")

    async with web.browser(worker) as browser:
        shown = await browser.get("/")
        for _ in range(ROUNDS_MAX):
            await reassign(web, manager)
            told = await browser.get("/")
            if "went to another popug" in told.text or "went to other popugs" in told.text:
                break
            shown = told
        dismissed = await browser.post("/tasks/mine/departures/dismiss", data={"after": "0"})
        after = await browser.get("/")

    assert "Went to other popugs" not in shown.text
    assert re.search(r"“<a href=\"/tasks/[^\"]+\">Task &lt;\d&gt;</a>”", told.text)
    assert (dismissed.status_code, dismissed.headers["location"]) == (303, "/")
    assert "Went to other popugs" not in after.text


async def test_completing_on_the_second_page_stays_there(web: Web) -> None:
    worker = await web.joins()
    for number in range(ROWS + 2):
        await created(web, worker, f"Task {number}")

    async with web.browser(worker) as browser:
        first = await browser.get("/")
        (later,) = set(re.findall(r'href="(/\?after=\d+)"', first.text))
        after = later.removeprefix("/?after=")
        second = await browser.get(later)
        one, other = re.findall(r'<form[^>]*action="(/tasks/[^"]+/complete)"', second.text)
        done = await browser.post(one, data={"after": after})
        live = await browser.post(other, data={"after": after}, headers={"hx-request": "true"})

    assert done.headers["location"] == later
    assert live.text.count('<tr id="task-') == ROWS  # nothing is left there, so the first page is shown
    assert "2 done today" in live.text


async def test_what_others_said_is_marked_until_it_was_looked_at(web: Web) -> None:
    worker, other = await web.joins(), await web.joins(Role.MANAGER)
    task = await created(web, worker)
    async with web.api(other) as api:
        for text in ("One", "Two"):
            await api.post(f"/tasks/{task['id']}/messages", json={"text": text})

    async with web.browser(worker) as browser:
        marked = await browser.get("/")
        opened = await browser.get(f"/tasks/{task['id']}")
        (address,) = re.findall(r'hx-get="(/tasks/[^"]+/discussion[^"]*)"', opened.text)
        still_open = await browser.get(address)
        again = await browser.get(f"/tasks/{task['id']}")
        read = await browser.get("/")

    assert "2 new messages" in marked.text
    assert [page.text.count(">new</span>") for page in (opened, still_open, again)] == [2, 2, 0]
    assert "new message" not in read.text


async def test_a_message_id_used_for_another_message_is_a_conflict(web: Web) -> None:
    worker = await web.joins()
    task = await created(web, worker)
    path, message_id = f"/tasks/{task['id']}/messages", str(uuid4())

    async with web.api(worker) as api:
        answers = [
            await api.post(path, json={"id": message_id, "text": text}) for text in ("One", "One", "Two")
        ]
        left = (await api.get(path)).json()["items"]

    assert [answer.status_code for answer in answers] == [201, 201, 409]
    assert answers[2].json()["code"] == "message_exists"
    assert [each["text"] for each in left] == ["One"]


@pytest.mark.parametrize(
    ("language", "words"), [("en", "You post faster"), ("ru", "Так быстро никто не читает")]
)
async def test_posting_too_fast_is_refused_with_a_reason(web: Web, language: str, words: str) -> None:
    worker = await web.joins()
    task = await created(web, worker)
    path = f"/tasks/{task['id']}/messages"
    async with web.api(worker) as api:
        said = [await api.post(path, json={"text": "One"}) for _ in range(PACE_MESSAGES + 1)]
    async with web.browser(worker, language=language) as browser:
        page = await browser.post(path, data={"id": str(uuid4()), "text": "Kept <b>as</b> written"})

    assert [answer.status_code for answer in said] == [201] * PACE_MESSAGES + [429]
    assert said[-1].json()["code"] == "too_many_messages"
    assert 0 < int(said[-1].headers["retry-after"]) <= timedelta(minutes=1).total_seconds()
    assert page.status_code == 429
    assert words in page.text
    assert "Kept &lt;b&gt;as&lt;/b&gt; written" in page.text


async def test_a_pasted_id_is_split_and_shown_when_the_form_comes_back(web: Web) -> None:
    worker = await web.joins()
    mistaken = {"id": str(uuid4()), "title": "[UBERPOP-7] Fix [the] beak", "jira_id": "", "description": ""}
    filled = {"id": str(uuid4()), "title": "[UBERPOP-7] Fix the beak", "jira_id": "UBERPOP-8"}
    right = {"id": str(uuid4()), "title": "[UBERPOP-7] Fix the beak", "jira_id": ""}

    async with web.browser(worker) as browser:
        answers = [await browser.post("/tasks", data=form) for form in (mistaken, filled, right)]
        page = await browser.get(answers[2].headers["location"])

    assert [answer.status_code for answer in answers] == [422, 422, 303]
    assert "UBERPOP-7 was moved from the title to its own field." in answers[0].text
    assert 'value="Fix [the] beak"' in answers[0].text
    assert 'value="[UBERPOP-7] Fix the beak"' in answers[1].text
    assert "Created, and given to you." in page.text
    assert answers[2].headers["location"] == f"/tasks/{right['id']}"


async def test_the_api_refuses_brackets(web: Web) -> None:
    worker = await web.joins()

    async with web.api(worker) as api:
        answer = await api.post("/tasks", json={"title": "[UBERPOP-7] Fix the beak"})
        left = (await api.get("/tasks")).json()["items"]

    assert (answer.status_code, answer.json()["code"], left) == (422, "invalid_title", [])
