"""A worker: works until told to stop, says how it does, and does not hide that it broke."""

import asyncio
import os
import signal
import socket
from collections.abc import Callable

import httpx2
import pytest

from chassis.worker import Worker, WorkerTask
from chassis.worker_port import PortTaken
from tests.chassis.messaging.support import noted
from tests.eventually import eventually
from tests.loopback import NO_CERTIFICATES


def a_free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


async def until_stopped(stop: asyncio.Event) -> None:
    """A duty without a fault."""
    await stop.wait()


async def breaking(stop: asyncio.Event) -> None:
    """A duty that ends badly."""
    raise RuntimeError("broken")


async def stubborn(stop: asyncio.Event) -> None:
    """A duty that does not listen."""
    await asyncio.Event().wait()


def a_worker(*tasks: WorkerTask, port: int | None = None, drain_seconds: float = 5) -> Worker:
    """A worker with these duties."""
    return Worker("tracker", tasks, "127.0.0.1", port or a_free_port(), drain_seconds=drain_seconds)


async def get(worker: Worker, path: str) -> httpx2.Response:
    """What the worker's port answers."""
    async with httpx2.AsyncClient(verify=NO_CERTIFICATES) as client:
        return await client.get(f"http://{worker.host}:{worker.port}{path}")


async def answers(worker: Worker, path: str, status: int) -> httpx2.Response:
    """The answer, once it has `status`."""

    async def look() -> httpx2.Response:
        try:
            answer = await get(worker, path)
        except httpx2.ConnectError as error:
            raise AssertionError("nobody listens") from error
        assert answer.status_code == status, answer.text
        return answer

    return await eventually(look)


async def ended(task: "asyncio.Task[int]") -> int:
    """The exit code, soon."""
    async with asyncio.timeout(5):
        return await task


async def test_tells_that_it_lives_and_works() -> None:
    ready = False
    worker = a_worker(
        WorkerTask("relay", until_stopped, lambda: ready), WorkerTask("scheduler", until_stopped)
    )
    stop = asyncio.Event()
    running = asyncio.create_task(worker.run(stop))

    unready = await answers(worker, "/health/ready", 503)
    await answers(worker, "/health/live", 200)
    ready = True
    await answers(worker, "/health/ready", 200)
    metrics = await answers(worker, "/metrics", 200)
    stop.set()

    assert unready.json() == {"status": "not ready", "duties": {"relay": False, "scheduler": True}}
    assert "popug_outbox_lag_seconds" in metrics.text
    assert await ended(running) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_in_order(number: signal.Signals) -> None:
    done: list[str] = []
    running = asyncio.create_task(worker_with_ends(done).run())
    await eventually(lambda: "begun" in done)

    os.kill(os.getpid(), number)

    assert await ended(running) == 0
    assert done == ["begun", "finished", "ended"]


def worker_with_ends(done: list[str]) -> Worker:
    """A worker that notes what it does."""

    async def work(stop: asyncio.Event) -> None:
        await stop.wait()
        done.append("finished")

    def later(callback: Callable[[], None]) -> Callable[[], "asyncio.Future[None]"]:
        def note() -> "asyncio.Future[None]":
            callback()
            future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            future.set_result(None)
            return future

        return note

    return Worker(
        "tracker",
        [WorkerTask("work", work)],
        "127.0.0.1",
        a_free_port(),
        start=[later(noted(done, "begun"))],
        stop=[later(noted(done, "ended"))],
    )


async def test_a_duty_that_breaks_ends_the_worker_with_a_failure() -> None:
    worker = a_worker(WorkerTask("sound", until_stopped), WorkerTask("broken", breaking))

    assert await ended(asyncio.create_task(worker.run(asyncio.Event()))) == 1


async def test_a_duty_that_does_not_listen_is_cancelled_after_its_time() -> None:
    worker = a_worker(WorkerTask("stubborn", stubborn), drain_seconds=0.1)
    stop = asyncio.Event()
    running = asyncio.create_task(worker.run(stop))
    await answers(worker, "/health/live", 200)

    stop.set()

    assert await ended(running) == 0


async def test_a_port_that_is_taken_is_said_in_a_sentence_with_the_setting() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        worker = a_worker(WorkerTask("work", until_stopped), port=taken.getsockname()[1])

        with pytest.raises(PortTaken, match="POPUG_HTTP_PORT"):
            await worker.run(asyncio.Event())
