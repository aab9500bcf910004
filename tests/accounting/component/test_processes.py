"""`python -m accounting web` and `worker`, started as a release starts them."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import httpx2
import pytest

from chassis.identifiers import new_id
from chassis.postgres.database import Database
from tests.accounting.component.settings import environment_over
from tests.accounting.component.tracker import assigned, completed, publish
from tests.eventually import eventually
from tests.infrastructure import BrokerUrls, DatabaseUrls
from tests.loopback import NO_CERTIFICATES
from tests.servers.ports import free_port

START_SECONDS = 100
BOOK_SECONDS = 30
STOP_SECONDS = 30


@asynccontextmanager
async def process(command: str, environment: Mapping[str, str]) -> AsyncIterator[asyncio.subprocess.Process]:
    """`python -m accounting <command>` while the block lasts."""
    running = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "accounting", command, env={**os.environ, **environment}
    )
    try:
        yield running
    finally:
        if running.returncode is None:
            running.terminate()
        async with asyncio.timeout(STOP_SECONDS):
            await running.wait()


async def is_ready(port: int) -> bool:
    """Whether the process on `port` says that it works."""
    async with httpx2.AsyncClient(verify=NO_CERTIFICATES, trust_env=False) as client:
        try:
            return (await client.get(f"http://127.0.0.1:{port}/health/ready")).status_code == 200
        except httpx2.TransportError:
            return False


@pytest.mark.timeout(240)
async def test_web_and_worker_become_ready_and_book_what_the_tracker_says(
    urls: DatabaseUrls, database: Database, vhost: BrokerUrls
) -> None:
    web_port, worker_port = free_port(), free_port()
    kesha, task = new_id(), new_id()

    async with (
        process("web", environment_over(urls, vhost, web_port)),
        process("worker", environment_over(urls, vhost, worker_port)) as worker,
    ):
        await eventually(lambda: is_ready(web_port), within_seconds=START_SECONDS)
        await eventually(lambda: is_ready(worker_port), within_seconds=START_SECONDS)
        await publish(vhost, [assigned(task, kesha), completed(task, kesha)])

        async def booked() -> bool:
            async with database.reading() as reading:
                count: int = await reading.driver.fetchval("SELECT count(*) FROM transfer")
            return count == 2

        await eventually(booked, within_seconds=BOOK_SECONDS)

    assert worker.returncode == 0


async def test_a_missing_price_key_is_named() -> None:
    running = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "accounting",
        "worker",
        env={"PATH": os.environ["PATH"]},
        stderr=asyncio.subprocess.PIPE,
    )

    _, told = await running.communicate()

    assert running.returncode == 78
    assert "POPUG_PRICE_KEY" in told.decode()
