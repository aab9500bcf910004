"""F1: processes die without a word while everybody works; nothing is lost and nothing happens twice."""

import asyncio
import random
from typing import Final

import pytest

from tests.eventually import eventually
from tests.faults.ordeal import Ordeal, work_goes_on
from tests.faults.supervision import supervised

ROUNDS_MANY: Final = 4
KILLS_A_MINUTE: Final = 60
KILL_EVERY_SECONDS: Final = 1.0
LISTED_WITHIN_SECONDS: Final = 20.0  # the management interface lists a new connection seconds later

pytestmark = pytest.mark.timeout(900)


async def test_killing_each_worker_and_a_web_process_loses_and_doubles_nothing(ordeal: Ordeal) -> None:
    async with ordeal.load("F1 kill -9 of three workers and a web process, one by one") as load:
        for name in ("tracker-worker", "accounting-worker", "analytics-worker", "tracker-web"):
            await work_goes_on(load)
            await ordeal.system.processes[name].restart()


async def test_cutting_all_connections_to_the_broker_loses_and_doubles_nothing(ordeal: Ordeal) -> None:
    async with ordeal.load("F5 the broker closes every connection, twice") as load:
        for _ in range(2):
            await work_goes_on(load)
            await eventually(ordeal.system.cut_broker_connections, within_seconds=LISTED_WITHIN_SECONDS)
        await work_goes_on(load)


@pytest.mark.faults
async def test_killing_a_process_every_second_for_a_minute_loses_and_doubles_nothing(ordeal: Ordeal) -> None:
    processes = list(ordeal.system.processes.values())
    async with ordeal.load(f"F1 kill -9 of any process, {KILLS_A_MINUTE} times, one a second") as load:
        async with supervised(ordeal.system):
            for _ in range(KILLS_A_MINUTE):
                await random.choice([each for each in processes if each.pid is not None] or processes).kill()
                await asyncio.sleep(KILL_EVERY_SECONDS)
        await ordeal.system.start()
        await work_goes_on(load)


@pytest.mark.faults
async def test_killing_everything_at_once_loses_and_doubles_nothing(ordeal: Ordeal) -> None:
    processes = ordeal.system.processes.values()
    async with ordeal.load(f"F1 kill -9 of everything at once, {ROUNDS_MANY} times") as load:
        for _ in range(ROUNDS_MANY):
            await work_goes_on(load)
            await asyncio.gather(*(process.kill() for process in processes))
            await ordeal.system.start()
