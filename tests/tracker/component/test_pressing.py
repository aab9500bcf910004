"""Presses of the button take turns, and nobody else waits for them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import asyncpg
import pytest

from chassis.postgres.address import driver_url
from chassis.postgres.database import POOL_SIZE, POOL_WAIT_SECONDS
from chassis.roles import Role
from tests.eventually import eventually
from tests.locks import observing
from tests.tracker.component.conftest import Web
from tracker.adapters.postgres.reassignments import STARTING
from tracker.settings import TrackerSettings


@asynccontextmanager
async def held_back(settings: TrackerSettings) -> AsyncIterator[Callable[[], Awaitable[int]]]:
    """No reassignment starts while the block lasts; it tells how many wait in the database."""
    url = driver_url(settings.database_url.get_secret_value())
    connection = await asyncpg.connect(url)
    try:
        async with observing(url) as waiting, connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock($1)", STARTING)
            yield waiting
    finally:
        await connection.close()


async def test_presses_that_wait_for_each_other_leave_connections_to_those_who_work(
    web: Web, settings: TrackerSettings
) -> None:
    manager, worker = await web.joins(Role.MANAGER), await web.joins()
    async with web.api(worker) as api:
        task = (await api.post("/tasks", json={"title": "Fix the beak"})).json()
    async with web.api(manager) as button, web.api(worker) as api:
        async with held_back(settings) as waiting:
            presses = [asyncio.create_task(button.post("/reassignments")) for _ in range(2 * POOL_SIZE)]
            await eventually(waiting)
            async with asyncio.timeout(POOL_WAIT_SECONDS):
                seen = [await api.get(f"/tasks/{task['id']}") for _ in range(2 * POOL_SIZE)]
            done = [press for press in presses if press.done()]
        answers = await asyncio.gather(*presses)

    assert ({each.status_code for each in seen}, done) == ({200}, [])
    assert {answer.status_code for answer in answers} == {202}


async def test_a_press_whose_turn_does_not_come_is_told_to_press_again(
    web: Web, settings: TrackerSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.entrypoints.desk.PRESS_WAIT_SECONDS", 0.1)
    manager, _ = await web.joins(Role.MANAGER), await web.joins()
    async with web.api(manager) as button:
        async with held_back(settings) as waiting:
            first = asyncio.create_task(button.post("/reassignments", headers={"idempotency-key": "1"}))
            await eventually(waiting)
            second = await button.post("/reassignments", headers={"idempotency-key": "2"})
        pressed = await first
        again = await button.post("/reassignments", headers={"idempotency-key": "2"})

    assert (second.status_code, second.json()["code"]) == (429, "too_many_presses")
    assert second.headers["retry-after"] == "5"
    assert (pressed.status_code, again.status_code) == (202, 202)


async def test_who_may_not_press_is_told_so_at_once(web: Web, settings: TrackerSettings) -> None:
    manager, worker = await web.joins(Role.MANAGER), await web.joins()
    async with web.api(manager) as button, web.api(worker) as api:
        async with held_back(settings) as waiting:
            pressed = asyncio.create_task(button.post("/reassignments"))
            await eventually(waiting)
            refused = await api.post("/reassignments")
            assert not pressed.done()
        await pressed

    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


async def test_a_press_from_before_a_demotion_is_refused_when_it_comes_again(web: Web) -> None:
    manager, _ = await web.joins(Role.MANAGER), await web.joins()
    async with web.api(manager) as button:
        pressed = await button.post("/reassignments", headers={"idempotency-key": "1"})
        web.becomes(manager, Role.WORKER)
        again = await button.post("/reassignments", headers={"idempotency-key": "1"})

    assert (pressed.status_code, again.status_code) == (202, 403)
