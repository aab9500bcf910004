"""F9: a long reassignment, killed again and again and superseded twice, with completions racing it."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final
from uuid import uuid4

import pytest
import pytest_asyncio

from tests.eventually import eventually
from tests.faults.lengths import FULL, SHORT, Length
from tests.faults.load import Load, Request
from tests.faults.ordeal import Ordeal, work_goes_on
from tests.servers.postgres import TestPostgres
from tests.servers.rabbitmq import TestRabbitmq
from tests.system.fixtures import running_system
from tests.system.many_tasks import have_many
from tests.system.system import System

TASKS_SETTING: Final = "REASSIGNED_TASKS"
TASKS_FULL: Final = int(os.environ.get(TASKS_SETTING, "1000000"))
TASKS_SHORT: Final = 20_000
KILLS_FULL: Final = (4, 3, 3)
KILLS_SHORT: Final = (1, 0, 1)
STEP_WITHIN_SECONDS: Final = 300.0
FINISHED_WITHIN_SECONDS: Final = 1_200.0
ARRIVED_WITHIN_SECONDS: Final = 1_800.0
KILLED: Final = "tracker-worker"
TASKS_PRESSED: Final = 50_000
"""So many that no run is over when the next press comes."""

PRESSES: Final = 50
PRESSED_SECONDS: Final = 10.0

DONE: Final = "SELECT done FROM reassignment WHERE key = '{key}'"
STATES: Final = "SELECT state FROM reassignment WHERE key IN ({keys}) ORDER BY started_at"
SAID: Final = """
WITH said AS MATERIALIZED (
    SELECT convert_from(body, 'UTF8')::jsonb -> 'data' AS data FROM outbox
    WHERE type = 'task.assigned' AND subject IS NULL
), told AS MATERIALIZED (
    SELECT (data ->> 'reassignment_id')::uuid AS run, (a ->> 'task_id')::uuid AS task
    FROM said, jsonb_array_elements(data -> 'assignments') AS a
)
"""
TWICE_IN_A_RUN: Final = (
    SAID
    + """
SELECT run || ' passed on twice: ' || task FROM told GROUP BY run, task HAVING count(*) > 1 LIMIT 10
"""
)
COUNTED_WRONG: Final = (
    SAID
    + """
SELECT id || ' says ' || done || ' and told of ' || count(task)
FROM reassignment LEFT JOIN told ON run = id GROUP BY id, done HAVING done <> count(task)
"""
)
LEFT_OUT: Final = (
    SAID
    + """
SELECT 'left out by ' || r.id || ': ' || s.task_id
FROM reassignment r JOIN assignment s ON s.seq <= r.max_seq AND s.status = 0
WHERE r.key = '{key}' AND NOT EXISTS (SELECT FROM told WHERE run = r.id AND task = s.task_id) LIMIT 10
"""
)
CHARGED: Final = "SELECT count(*) FROM transfer WHERE kind = 1"
ASSIGNED: Final = "SELECT coalesce(sum(assignment_no), 0) FROM assignment"

pytestmark = pytest.mark.timeout(3_600)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def only_system(
    postgres: TestPostgres, rabbitmq: TestRabbitmq, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[System]:
    """One for these tests alone: so many open tasks would be passed on by everybody's every press."""
    async with running_system(postgres, rabbitmq, tmp_path_factory.mktemp("many")) as running:
        yield running


@pytest.mark.parametrize("length", [SHORT, FULL])
async def test_a_long_reassignment_killed_and_superseded_charges_every_assignment_once(
    ordeal: Ordeal, length: Length, request: pytest.FixtureRequest
) -> None:
    tasks, kills = (TASKS_FULL, KILLS_FULL) if length.full else (TASKS_SHORT, KILLS_SHORT)
    system, began = ordeal.system, time.monotonic()
    await have_many(system, tasks, next(iter(ordeal.company.emails)))

    fault = f"F9 {tasks:,} tasks reassigned, killed {sum(kills)} times, superseded twice"
    async with ordeal.load(fault, presses=False) as load:
        keys = [await _pressed(load, system, tasks, count) for count in kills]
        await eventually(lambda: _finished(system, keys), within_seconds=FINISHED_WITHIN_SECONDS)
        finished = time.monotonic() - began
        await work_goes_on(load, 10)
        await eventually(lambda: _all_charged(system), within_seconds=ARRIVED_WITHIN_SECONDS)

    arrived = time.monotonic() - began
    took = f"over after {finished:.0f} s, charged after {arrived:.0f} s; most memory: {_memory(system)}"
    request.node.add_report_section("call", fault, took)
    assert await system.texts("tracker", TWICE_IN_A_RUN) == []
    assert await system.texts("tracker", COUNTED_WRONG) == []
    assert await system.texts("tracker", LEFT_OUT.format(key=keys[-1])) == []


async def test_fifty_presses_each_delivered_twice_charge_every_assignment_once(ordeal: Ordeal) -> None:
    system = ordeal.system
    await have_many(system, TASKS_PRESSED, next(iter(ordeal.company.emails)))
    before = await system.count("tracker", "reassignment")
    keys = [str(uuid4()) for _ in range(PRESSES)]

    fault = "F9 the button pressed 50 times in 10 s, each press delivered twice"
    async with ordeal.load(fault, presses=False) as load:
        async with asyncio.TaskGroup() as presses:
            for number, key in enumerate(keys):
                presses.create_task(_delivered_twice(load, number, key))
        await eventually(lambda: _finished(system, keys), within_seconds=STEP_WITHIN_SECONDS)
        await eventually(lambda: _all_charged(system), within_seconds=STEP_WITHIN_SECONDS)

    assert await system.count("tracker", "reassignment") - before == PRESSES
    assert await system.texts("tracker", TWICE_IN_A_RUN) == []
    assert await system.texts("tracker", COUNTED_WRONG) == []


async def _delivered_twice(load: Load, number: int, key: str) -> None:
    """Two managers take turns; the network says everything twice."""
    await asyncio.sleep(number * PRESSED_SECONDS / PRESSES)  # a press has its moment
    who = (load.company.manager, load.company.admin)[number % 2]
    press = Request(who, "reassign", key, "/reassignments", headers={"Idempotency-Key": key})
    load.requests.append(press)
    again = replace(press)
    await asyncio.gather(press.send(), again.send())
    assert press.status == again.status == 202, (press.status, again.status)


async def _pressed(load: Load, system: System, tasks: int, kills: int) -> str:
    """Press the button and kill the worker so many times on the way; the next press meets the run alive."""
    key, worker = str(uuid4()), system.processes[KILLED]
    await worker.kill()  # so that this press supersedes the one before whatever the machine is like
    request = Request(
        load.company.manager, "reassign", key, "/reassignments", headers={"Idempotency-Key": key}
    )
    load.requests.append(request)
    await eventually(request.settled, within_seconds=STEP_WITHIN_SECONDS)
    await worker.restart()
    for number in range(1, kills + 1):
        enough = tasks * number // (4 * (kills + 1))

        async def gone_on(enough: int = enough) -> None:
            done = int((await system.texts("tracker", DONE.format(key=key)))[0])
            assert done >= enough, f"{done} of {enough}"

        await eventually(gone_on, within_seconds=STEP_WITHIN_SECONDS)
        await worker.restart()
    return key


async def _finished(system: System, keys: Sequence[str]) -> None:
    quoted = ", ".join(f"'{key}'" for key in keys)
    states = await system.texts("tracker", STATES.format(keys=quoted))
    assert states == [*["superseded"] * (len(keys) - 1), "finished"], states


async def _all_charged(system: System) -> None:
    assigned, charged = await system.texts("tracker", ASSIGNED), await system.texts("accounting", CHARGED)
    assert assigned == charged, f"{charged} of {assigned}"


def _memory(system: System) -> str:
    """The most that each worker ever had resident."""
    peaks = {name: _peak_mib(process.pid) for name, process in system.processes.items() if "worker" in name}
    return ", ".join(f"{name} {peak} MiB" for name, peak in peaks.items())


def _peak_mib(pid: int | None) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")) // 1024
