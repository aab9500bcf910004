"""F13 and F14: producers of two versions side by side, and a service that starts with nothing under load."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import pytest

from tests.eventually import eventually
from tests.faults.load import Load
from tests.faults.ordeal import Ordeal, work_goes_on
from tests.servers.ports import free_port
from tests.system.caller import Caller
from tests.system.processes import ServiceProcess
from tests.system.system import System

ANSWERS_PER_STEP: Final = 30
CAUGHT_UP_WITHIN_SECONDS: Final = 240.0
"""There is all the history of the faults before."""
VERSIONS_SAID: Final = "SELECT DISTINCT version FROM outbox WHERE type = 'task.created' AND id > {}"
LAST_SAID: Final = "SELECT coalesce(max(id), 0) FROM outbox"
TITLES: Final = "SELECT DISTINCT title FROM task WHERE title LIKE '%Under load%'"

pytestmark = pytest.mark.timeout(600)


async def test_old_and_new_producers_side_by_side_say_the_same(ordeal: Ordeal) -> None:
    system = ordeal.system
    (before,) = await system.texts("tracker", LAST_SAID)
    old = _of_version_1(system)
    await old.start()
    try:
        await old.ready()
        async with ordeal.load("F13 task.created v1 and v2 side by side, both producers restarted") as load:
            new_ones = load.workers
            old_ones = [_calling(old, caller) for caller in new_ones]
            load.workers = [*new_ones, *old_ones]
            for one in (new_ones[0], old_ones[0]):
                await load.create(one)
            assert set(await system.texts("tracker", VERSIONS_SAID.format(before))) == {"1", "2"}
            for process in (old, system.processes["tracker-web"]):
                await work_goes_on(load, ANSWERS_PER_STEP)
                await process.restart()
            load.workers = new_ones
            await work_goes_on(load, ANSWERS_PER_STEP)
            _ask_the_new(load, new_ones)
    finally:
        await old.stop()

    for service in ("accounting", "analytics"):
        assert await system.texts(service, TITLES) == ["Under load"]


async def test_a_service_that_starts_with_an_empty_database_catches_up_under_load(ordeal: Ordeal) -> None:
    system = ordeal.system
    processes = [system.processes[f"analytics-{kind}"] for kind in ("web", "worker")]
    async with ordeal.load("F14 analytics started with an empty database") as load:
        for process in processes:
            await process.stop()
        await work_goes_on(load, ANSWERS_PER_STEP)
        await _empty(system, "analytics", processes)
        for process in processes:
            await process.start()
        await work_goes_on(load, ANSWERS_PER_STEP)
        await eventually(lambda: _caught_up(system), within_seconds=CAUGHT_UP_WITHIN_SECONDS)


def _of_version_1(system: System) -> ServiceProcess:
    new = system.processes["tracker-web"]
    environment = {
        **new.environment,
        "POPUG_TASK_CREATED_VERSION": "1",
        "POPUG_HTTP_PORT": str(free_port()),
    }
    return ServiceProcess("tracker", "web", environment, new.log.with_name("old-tracker-web.log"))


def _calling(process: ServiceProcess, caller: Caller) -> Caller:
    address = f"http://127.0.0.1:{process.environment['POPUG_HTTP_PORT']}/api/v1"
    return replace(caller, addresses={**caller.addresses, "tracker": address})


def _ask_the_new(load: Load, new_ones: Sequence[Caller]) -> None:
    """What the old process left open is asked of the new one, with the same keys."""
    by_email = {caller.email: caller for caller in new_ones}
    for request in load.requests:
        request.caller = by_email.get(request.caller.email, request.caller)


async def _empty(system: System, service: str, processes: list[ServiceProcess]) -> None:
    """Give a stopped service a database as it comes from its migrations."""
    left = system.databases[service]
    fresh = await system.postgres.create_migrated_database(service)
    system.databases = {**system.databases, service: fresh}
    moved = {"POPUG_DATABASE_URL": fresh.runtime}
    system.environments = {
        key: {**environment, **(moved if key[0] == service else {})}
        for key, environment in system.environments.items()
    }
    for process in processes:
        process.environment = {**process.environment, **moved}
    await system.postgres.drop_database(left)


async def _caught_up(system: System) -> None:
    status, said = await system.attempt("analytics", "sync", "status")
    assert status == 0, said
