"""F3 and F4: the broker or the database dies, blocks or forgets its clients in the midst of work."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import asyncpg
import pytest

from tests.faults.flood import flood
from tests.faults.lengths import FULL, SHORT, Length
from tests.faults.ordeal import Ordeal, work_goes_on
from tests.faults.servers import OwnPostgres, OwnRabbitmq
from tests.faults.supervision import supervised
from tests.system.system import System

A_FLOOD: Final = 3_000
FLOODS_SHORT: Final = (A_FLOOD,)
FLOODS_FULL: Final = (A_FLOOD, A_FLOOD, 10 * A_FLOOD)
KILLS_FULL: Final = 5
POOL_DRY_SECONDS: Final = 7.0  # longer than a request waits for a connection
STORM_EVERY_SECONDS: Final = 0.25
ALARM_AT_ONCE: Final = "0"
ALARM_AS_USUAL: Final = "0.6"
END_SESSIONS: Final = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
  AND datname = ANY ($1::text[]) AND usename <> 'postgres'
"""

pytestmark = pytest.mark.timeout(900)


@pytest.mark.parametrize("length", [SHORT, FULL])
async def test_a_broker_killed_at_full_relay_rate_loses_and_doubles_nothing(
    ordeal: Ordeal, own_rabbitmq: OwnRabbitmq, length: Length
) -> None:
    floods = FLOODS_FULL if length.full else FLOODS_SHORT
    told = ", ".join(map(str, floods))
    async with (
        ordeal.load(f"F3 kill -9 of RabbitMQ in the midst of being sent {told} messages") as load,
        supervised(ordeal.system),
    ):
        for rows in floods:
            await flood(ordeal.system, rows)
            own_rabbitmq.kill()
            await own_rabbitmq.start()
            await work_goes_on(load, 10)


@pytest.mark.parametrize("length", [FULL])
async def test_a_broker_restarted_in_order_loses_and_doubles_nothing(
    ordeal: Ordeal, own_rabbitmq: OwnRabbitmq, length: Length
) -> None:
    async with ordeal.load("F3 RabbitMQ stopped in order and started again") as load:
        await flood(ordeal.system, A_FLOOD)
        await own_rabbitmq.control("stop_app")
        await asyncio.sleep(length.seconds / 10)
        await own_rabbitmq.control("start_app")
        await work_goes_on(load)


@pytest.mark.parametrize("length", [SHORT, FULL])
async def test_a_broker_out_of_memory_delays_and_loses_nothing(
    ordeal: Ordeal, own_rabbitmq: OwnRabbitmq, length: Length
) -> None:
    async with ordeal.load(f"F3 RabbitMQ's memory alarm for {length.seconds:.0f} s") as load:
        await own_rabbitmq.control("set_vm_memory_high_watermark", ALARM_AT_ONCE)
        try:
            await work_goes_on(load)
            await asyncio.sleep(length.seconds)
        finally:
            await own_rabbitmq.control("set_vm_memory_high_watermark", ALARM_AS_USUAL)
        await work_goes_on(load)


@pytest.mark.parametrize("length", [SHORT, FULL])
async def test_a_killed_database_server_loses_and_doubles_nothing(
    ordeal: Ordeal, own_postgres: OwnPostgres, length: Length
) -> None:
    kills = KILLS_FULL if length.full else 1
    async with (
        ordeal.load(f"F4 kill -9 of PostgreSQL, {kills} times") as load,
        supervised(ordeal.system),
    ):
        for _ in range(kills):
            await work_goes_on(load)
            own_postgres.kill()
            await asyncio.sleep(length.seconds / 10)
            await own_postgres.start()
        await work_goes_on(load)


@pytest.mark.parametrize("length", [SHORT, FULL])
async def test_a_storm_of_ended_sessions_ends_no_process_and_loses_and_doubles_nothing(
    ordeal: Ordeal, length: Length
) -> None:
    before = _process_ids(ordeal.system)
    async with ordeal.load(
        f"F4 every database session ended, again and again for {length.seconds:.0f} s"
    ) as load:
        ended = 0
        async with _administration(ordeal.system) as server:
            for _ in range(int(length.seconds / STORM_EVERY_SECONDS)):
                ended += await _end_sessions(server, ordeal.system)
                await asyncio.sleep(STORM_EVERY_SECONDS)
        await work_goes_on(load)

    assert ended > 0
    assert _process_ids(ordeal.system) == before


@pytest.mark.parametrize("length", [FULL])
async def test_a_pool_run_dry_refuses_and_loses_and_doubles_nothing(ordeal: Ordeal, length: Length) -> None:
    seconds = max(POOL_DRY_SECONDS, length.seconds / 4)
    async with ordeal.load(f"F4 every connection of the tracker's pools busy for {seconds:.0f} s") as load:
        locker = await asyncpg.connect(ordeal.system.admin_dsn("tracker"))
        try:
            async with locker.transaction():
                await locker.execute("LOCK TABLE assignment, task IN ACCESS EXCLUSIVE MODE")
                await asyncio.sleep(seconds)
        finally:
            await locker.close()
        await work_goes_on(load)


@asynccontextmanager
async def _administration(system: System) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(system.postgres.admin_dsn)
    try:
        yield connection
    finally:
        await connection.close()


def _process_ids(system: System) -> dict[str, int | None]:
    return {name: process.pid for name, process in system.processes.items()}


async def _end_sessions(server: asyncpg.Connection, system: System) -> int:
    names = [urls.name for urls in system.databases.values()]
    return len(await server.fetch(END_SESSIONS, names))
