"""The worker process of a service: relay, consumer and schedulers side by side, until told to stop."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

import structlog

from chassis.worker_port import WorkerPort

DRAIN_SECONDS = 20.0


def always() -> bool:
    """Ready from the start."""
    return True


class Duty(Protocol):
    """Something a worker does all its life; `Relay`, `Consumer` and `WorkerTask` are duties."""

    @property
    def name(self) -> str:
        """What logs and `/health/ready` call it."""
        ...

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set, then finish what is begun and return. Raising ends the whole worker."""
        ...

    def ready(self) -> bool:
        """Whether it does its work at this moment."""
        ...


@dataclass(frozen=True, slots=True)
class WorkerTask:
    """A duty made of a callable, for schedulers."""

    name: str
    work: Callable[[asyncio.Event], Awaitable[None]]
    is_ready: Callable[[], bool] = always

    async def run(self, stop: asyncio.Event) -> None:
        """Run `work` with `stop`."""
        await self.work(stop)

    def ready(self) -> bool:
        """What `is_ready` says."""
        return self.is_ready()


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker process.

    `start` is awaited in order before the duties begin (signals, hubs), `stop` in order after they have ended
    (signals, pools). `/health/live`, `/health/ready` and `/metrics` are on `host`:`port`.
    """

    service: str
    tasks: Sequence[Duty]
    host: str
    port: int
    start: Sequence[Callable[[], Awaitable[None]]] = ()
    stop: Sequence[Callable[[], Awaitable[None]]] = ()
    drain_seconds: float = DRAIN_SECONDS

    async def run(self, stop: asyncio.Event | None = None) -> int:
        """Work until SIGTERM or SIGINT (or `stop`); answers the exit code: 0, or 1 if a duty broke.

        After the signal the duties have `drain_seconds` to finish; then they are cancelled, which loses
        nothing, since nothing is acknowledged before it is committed.
        """
        stopping = stop or asyncio.Event()
        _stop_on_signals(stopping)
        for begin in self.start:
            await begin()
        try:
            return await self._work(stopping)
        finally:
            for end in self.stop:
                await end()

    async def _work(self, stopping: asyncio.Event) -> int:
        log = structlog.get_logger(__name__)
        port = WorkerPort(self.host, self.port, self._states)
        await port.open()
        running = {asyncio.create_task(duty.run(stopping), name=duty.name) for duty in self.tasks}
        halt = asyncio.create_task(stopping.wait(), name="stop")
        log.info("worker started", duties=[duty.name for duty in self.tasks])
        try:
            done, _ = await asyncio.wait({halt, *running}, return_when=asyncio.FIRST_COMPLETED)
            while halt not in done and not any(_broken(task) for task in done) and running - done:
                done |= (await asyncio.wait({halt, *running} - done, return_when=asyncio.FIRST_COMPLETED))[0]
            stopping.set()
            return await self._drain(running)
        finally:
            halt.cancel()
            await port.close()

    async def _drain(self, running: set[asyncio.Task[None]]) -> int:
        log = structlog.get_logger(__name__)
        _, late = await asyncio.wait(running, timeout=self.drain_seconds) if running else (set(), set())
        for task in late:
            log.warning("duty did not end in time", duty=task.get_name(), seconds=self.drain_seconds)
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        for task in running:
            if _broken(task):
                log.error("duty broke", duty=task.get_name(), exc_info=task.exception())
        return 1 if any(_broken(task) for task in running) else 0

    def _states(self) -> dict[str, bool]:
        return {duty.name: duty.ready() for duty in self.tasks}


def _broken(task: "asyncio.Task[Any]") -> bool:
    return task.done() and not task.cancelled() and task.exception() is not None


def _stop_on_signals(stopping: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
