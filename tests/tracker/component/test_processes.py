"""The two processes as an installation starts them."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import aio_pika
import httpx2

from chassis.identifiers import new_id
from chassis.roles import Role
from tests.eventually import eventually
from tests.infrastructure import BrokerUrls
from tests.loopback import NO_CERTIFICATES
from tests.tracker.builders import an_account, an_account_id, creating, registering
from tracker.application.commands.start_reassignment import StartReassignment
from tracker.bootstrap import Application
from tracker.domain.identifiers import ReassignmentId
from tracker.settings import TrackerSettings

START_SECONDS = 20
STOP_SECONDS = 15


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment_of(settings: TrackerSettings, port: int) -> Mapping[str, str]:
    named = settings.model_dump(exclude_none=True) | {
        "database_url": settings.database_url.get_secret_value(),
        "rabbitmq_url": settings.rabbitmq_url.get_secret_value(),
        "session_secret": settings.session_secret.get_secret_value(),
        "client_secret": "tracker-secret",
        "http_port": port,
    }
    return {**os.environ, **{f"POPUG_{name.upper()}": str(value) for name, value in named.items()}}


@asynccontextmanager
async def running(settings: TrackerSettings, what: str) -> AsyncIterator[httpx2.AsyncClient]:
    """`python -m tracker <what>`, ready; stopped as a service manager does it, and expected to end well."""
    port = a_free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tracker", what, env=environment_of(settings, port)
    )
    async with httpx2.AsyncClient(verify=NO_CERTIFICATES, base_url=f"http://127.0.0.1:{port}") as client:

        async def ready() -> bool:
            assert process.returncode is None, f"{what} has ended"
            try:
                return (await client.get("/health/ready")).status_code == 200
            except httpx2.TransportError:
                return False

        try:
            await eventually(ready, within_seconds=START_SECONDS)
            yield client
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
            async with asyncio.timeout(STOP_SECONDS):
                code = await process.wait()
    assert code in (0, -signal.SIGTERM)


async def test_web_is_ready_and_describes_itself(settings: TrackerSettings) -> None:
    async with running(settings, "web") as client:
        described = (await client.get("/api/v1/openapi.json")).json()
        page = await client.get("/tasks")

    assert "/api/v1/tasks/{task_id}/complete" in described["paths"]
    assert (page.status_code, page.headers["location"]) == (303, "/sign-in?next=%2Ftasks")


async def test_the_worker_tells_what_was_committed_and_runs_a_reassignment(
    settings: TrackerSettings, core: Application, vhost: BrokerUrls
) -> None:
    worker, manager = an_account_id(), an_account_id()
    await core.tracker.handle(registering(an_account(worker)))

    async with running(settings, "worker"):
        for number in range(5):
            await core.tracker.handle(creating(f"Task {number}"))
        run = ReassignmentId(new_id())
        await core.tracker.handle(StartReassignment(run, manager, Role.MANAGER, "one press"))

        async def finished() -> None:
            assert (await core.tracker.reassignments.one(run)).done == 5

        await eventually(finished, within_seconds=10)
        told = await _told_to_accounting(vhost, 11)

    assert sorted(told) == ["task.assigned"] * 6 + ["task.created"] * 5


async def _told_to_accounting(vhost: BrokerUrls, count: int) -> list[str]:
    """The types of the next so many events in accounting's inbox."""
    types: list[str] = []
    async with await aio_pika.connect(vhost["accounting"]) as connection:
        channel = await connection.channel()
        queue = await channel.get_queue("accounting.inbox", ensure=False)

        async def all_there() -> bool:
            message = await queue.get(fail=False)
            if message is not None and message.routing_key is not None:
                await message.ack()
                if message.routing_key.startswith("task."):
                    types.append(message.routing_key)
            return len(types) >= count

        await eventually(all_there, within_seconds=10)
    return types
