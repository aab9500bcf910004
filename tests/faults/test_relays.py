"""F8: a transaction stays open, a relay is stopped and wakes up after another has taken over."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import asyncpg
import pytest

from chassis.postgres.address import driver_url
from deploy.native.processes import signal_group
from tests.eventually import eventually
from tests.faults.lengths import FULL, SHORT, Length
from tests.faults.ordeal import Ordeal, work_goes_on
from tests.servers.ports import free_port
from tests.system.processes import ServiceProcess
from tests.system.system import System

HOLD_FULL_SECONDS: Final = 60.0
TAKEN_OVER_WITHIN_SECONDS: Final = 15.0
ONE_MORE: Final = """
INSERT INTO outbox (type, version, subject, body)
SELECT type, version, subject, body FROM outbox WHERE type = 'task.created' LIMIT 1 RETURNING id
"""
END_THE_LEAD: Final = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity a
WHERE datname = current_database() AND application_name = 'tracker-relay'
  AND EXISTS (SELECT FROM pg_locks l WHERE l.pid = a.pid AND l.locktype = 'advisory' AND l.granted)
"""
FEES_OF: Final = "SELECT id FROM transfer WHERE kind = 1 AND task_id = '{}'"

pytestmark = pytest.mark.timeout(900)


@pytest.mark.parametrize("length", [SHORT, FULL])
async def test_a_transaction_held_open_holds_nobody_up_and_is_heard_when_it_commits(
    ordeal: Ordeal, length: Length
) -> None:
    seconds = HOLD_FULL_SECONDS if length.full else length.seconds
    await ordeal.company.create("A task for something to be said about")
    async with ordeal.load(f"F8 a transaction with an event held open for {seconds:.0f} s") as load:
        async with _held_open(ordeal.system) as number:
            await _is_heard_of(ordeal, await ordeal.company.create("While a transaction is open"))
            await asyncio.sleep(seconds)
        await work_goes_on(load, 5)

    assert f"tracker-{number}" in ordeal.heard.messages


async def test_a_relay_stopped_taken_over_and_woken_loses_and_doubles_nothing(ordeal: Ordeal) -> None:
    system = ordeal.system
    leader = system.processes["tracker-worker"]
    async with (
        _a_second(leader) as rival,
        ordeal.load("F8 a relay stopped, its session ended, another took over, woken") as load,
    ):
        assert leader.pid is not None
        signal_group(leader.pid, signal.SIGSTOP)
        try:
            ended = await system.texts("tracker", END_THE_LEAD)
            await _is_heard_of(ordeal, await ordeal.company.create("While the first relay is stopped"))
        finally:
            signal_group(leader.pid, signal.SIGCONT)
        await work_goes_on(load)
        await leader.ready()
        await rival.ready()

    assert ended == ["True"]


@asynccontextmanager
async def _held_open(system: System) -> AsyncIterator[int]:
    """A transaction of the tracker that has said something; it commits when the block is left."""
    connection = await asyncpg.connect(driver_url(system.databases["tracker"].runtime))
    try:
        async with connection.transaction():
            yield int(await connection.fetchval(ONE_MORE))
    finally:
        await connection.close()


@asynccontextmanager
async def _a_second(process: ServiceProcess) -> AsyncIterator[ServiceProcess]:
    """Another process of the same kind beside `process`, while the block lasts."""
    environment = {**process.environment, "POPUG_HTTP_PORT": str(free_port())}
    second = ServiceProcess(
        process.service, process.kind, environment, process.log.with_name(f"second-{process.log.name}")
    )
    await second.start()
    try:
        await second.ready()
        yield second
    finally:
        await second.stop()


async def _is_heard_of(ordeal: Ordeal, task: Any) -> None:
    """Wait until accounting has charged for a task."""

    async def charged() -> bool:
        return bool(await ordeal.system.texts("accounting", FEES_OF.format(task["id"])))

    await eventually(charged, within_seconds=TAKEN_OVER_WITHIN_SECONDS)
