"""The JSON API as its users rely on it."""

from uuid import uuid4

from chassis.roles import Role
from tests.eventually import eventually
from tests.tracker.component.conftest import Web


async def test_a_new_task_has_an_assignee_at_once(web: Web) -> None:
    worker = await web.joins(name="Kesha")

    async with web.api(worker) as api:
        answer = await api.post("/tasks", json={"title": "Fix the beak", "jira_id": "UBERPOP-42"})

    task = answer.json()
    assert answer.status_code == 201
    assert task["title"] == "Fix the beak"
    assert task["jira_id"] == "UBERPOP-42"
    assert task["description"] is None
    assert task["status"] == "open"
    assert task["assignee"] == {"id": str(worker), "name": "Kesha"}
    assert task["created_at"].endswith("Z")


async def test_creating_again_with_the_same_id_answers_the_same(web: Web) -> None:
    worker = await web.joins()
    body = {"id": str(uuid4()), "title": "Fix the beak"}

    async with web.api(worker) as api:
        first = await api.post("/tasks", json=body)
        again = await api.post("/tasks", json=body)
        listed = await api.get("/tasks")

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert len(listed.json()["items"]) == 1


async def test_the_same_id_with_another_title_is_a_conflict(web: Web) -> None:
    worker = await web.joins()
    task_id = str(uuid4())

    async with web.api(worker) as api:
        await api.post("/tasks", json={"id": task_id, "title": "Fix the beak"})
        answer = await api.post("/tasks", json={"id": task_id, "title": "Feed the cat"})
        kept = await api.get(f"/tasks/{task_id}")

    assert (answer.status_code, answer.json()["code"]) == (409, "task_exists")
    assert answer.headers["content-type"] == "application/problem+json"
    assert kept.json()["title"] == "Fix the beak"


async def test_square_brackets_in_a_title_are_refused_with_advice(web: Web) -> None:
    worker = await web.joins()

    async with web.api(worker) as api:
        answer = await api.post("/tasks", json={"title": "[UBERPOP-42] Fix the beak"})
        listed = await api.get("/tasks")

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_title")
    assert "square brackets" in answer.json()["detail"]
    assert listed.json()["items"] == []


async def test_a_task_is_refused_when_nobody_can_be_given_it(web: Web) -> None:
    manager = await web.joins(Role.MANAGER)

    async with web.api(manager) as api:
        answer = await api.post("/tasks", json={"title": "Fix the beak"})
        listed = await api.get("/tasks")

    assert (answer.status_code, answer.json()["code"]) == (409, "nobody_to_assign")
    assert listed.json()["items"] == []


async def test_completing_is_answered_alike_the_second_time(web: Web) -> None:
    worker = await web.joins()

    async with web.api(worker) as api:
        task_id = (await api.post("/tasks", json={"title": "Fix the beak"})).json()["id"]
        first = await api.post(f"/tasks/{task_id}/complete")
        again = await api.post(f"/tasks/{task_id}/complete")
        task = (await api.get(f"/tasks/{task_id}")).json()

    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json() == {"id": task_id, "status": "completed"}
    assert task["completed_at"] is not None


async def test_only_the_assignee_completes_a_task(web: Web) -> None:
    worker, manager = await web.joins(), await web.joins(Role.MANAGER)

    async with web.api(worker) as api:
        task_id = (await api.post("/tasks", json={"title": "Fix the beak"})).json()["id"]
    async with web.api(manager) as api:
        answer = await api.post(f"/tasks/{task_id}/complete")
        task = (await api.get(f"/tasks/{task_id}")).json()

    assert (answer.status_code, answer.json()["code"]) == (403, "not_the_assignee")
    assert task["status"] == "open"


async def test_an_unknown_task_is_not_found(web: Web) -> None:
    worker = await web.joins()

    async with web.api(worker) as api:
        answers = [await api.get(f"/tasks/{uuid4()}"), await api.post(f"/tasks/{uuid4()}/complete")]

    assert [(each.status_code, each.json()["code"]) for each in answers] == [(404, "task_not_found")] * 2


async def test_nothing_is_told_without_a_token(web: Web) -> None:
    async with web.api(None) as api:
        answers = [
            await api.get("/tasks"),
            await api.post("/tasks", json={"title": "Fix the beak"}),
            await api.post("/reassignments"),
        ]

    assert [each.status_code for each in answers] == [401, 401, 401]


async def test_only_managers_and_admins_reassign(web: Web) -> None:
    worker = await web.joins()

    async with web.api(worker) as api:
        answer = await api.post("/reassignments", headers={"idempotency-key": "1"})

    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert await web.core.tracker.reassignments.recent(1) == []


async def test_a_double_click_is_one_reassignment(web: Web) -> None:
    manager, _ = await web.joins(Role.MANAGER), await web.joins()

    async with web.api(manager) as api:
        await api.post("/tasks", json={"title": "Fix the beak"})
        first = await api.post("/reassignments", headers={"idempotency-key": "one press"})
        again = await api.post("/reassignments", headers={"idempotency-key": "one press"})

    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json()["id"] == again.json()["id"]
    assert first.json()["state"] == "running"
    assert len(await web.core.tracker.reassignments.recent(10)) == 1


async def test_the_worker_finishes_a_reassignment(web: Web, worker: None) -> None:
    manager, _ = await web.joins(Role.MANAGER), await web.joins()

    async with web.api(manager) as api:
        for number in range(3):
            await api.post("/tasks", json={"title": f"Task {number}"})
        started = (await api.post("/reassignments", headers={"idempotency-key": "1"})).json()

        async def finished() -> None:
            seen = (await api.get(f"/reassignments/{started['id']}")).json()
            assert (seen["state"], seen["done"], seen["total"]) == ("finished", 3, 3)
            assert seen["finished_at"] is not None

        await eventually(finished, within_seconds=10)


async def test_lists_are_paged_by_an_opaque_cursor(web: Web) -> None:
    worker = await web.joins()

    async with web.api(worker) as api:
        for number in range(5):
            await api.post("/tasks", json={"title": f"Task {number}"})
        titles, cursor = [], None
        for _ in range(3):
            query = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
            page = (await api.get("/tasks", params=query)).json()
            titles += [task["title"] for task in page["items"]]
            cursor = page["next"]
        broken = await api.get("/tasks", params={"cursor": "nonsense"})

    assert titles == ["Task 4", "Task 3", "Task 2", "Task 1", "Task 0"]
    assert cursor is None
    assert (broken.status_code, broken.json()["code"]) == (422, "invalid_cursor")


async def test_my_tasks_are_mine_and_open_and_oldest_first(web: Web) -> None:
    worker = await web.joins()

    async with web.api(worker) as api:
        ids = [(await api.post("/tasks", json={"title": f"Task {n}"})).json()["id"] for n in range(3)]
        await api.post(f"/tasks/{ids[1]}/complete")
        mine = (await api.get("/tasks/mine")).json()

    assert [task["id"] for task in mine["items"]] == [ids[0], ids[2]]


async def test_a_discussion_keeps_what_was_said_in_order(web: Web) -> None:
    worker, manager = await web.joins(name="Kesha"), await web.joins(Role.MANAGER, name="Gosha")

    async with web.api(worker) as api:
        task_id = (await api.post("/tasks", json={"title": "Fix the beak"})).json()["id"]
        first = await api.post(f"/tasks/{task_id}/messages", json={"text": "Which beak?"})
    async with web.api(manager) as api:
        await api.post(f"/tasks/{task_id}/messages", json={"text": "Yours."})
        said = (await api.get(f"/tasks/{task_id}/messages")).json()

    assert first.status_code == 201
    assert [(each["author"]["name"], each["text"]) for each in said["items"]] == [
        ("Kesha", "Which beak?"),
        ("Gosha", "Yours."),
    ]


async def test_an_empty_message_and_one_to_no_task_are_refused(web: Web) -> None:
    worker = await web.joins()

    async with web.api(worker) as api:
        task_id = (await api.post("/tasks", json={"title": "Fix the beak"})).json()["id"]
        empty = await api.post(f"/tasks/{task_id}/messages", json={"text": "  "})
        lost = await api.post(f"/tasks/{uuid4()}/messages", json={"text": "Hello?"})
        said = (await api.get(f"/tasks/{task_id}/messages")).json()

    assert (empty.status_code, empty.json()["code"]) == (422, "invalid_message")
    assert (lost.status_code, lost.json()["code"]) == (404, "task_not_found")
    assert said["items"] == []
