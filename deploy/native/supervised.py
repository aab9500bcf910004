"""One process kept running: started again when it dies, after a pause that grows while it keeps dying."""

import asyncio
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.native.process_log import open_log
from deploy.native.processes import KILL_GRACE_SECONDS, ProcessSpec, signal_group, spawn_options

PAUSE_FIRST_SECONDS: Final = 0.2
PAUSE_MAX_SECONDS: Final = 10.0
STABLE_AFTER_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class ProcessState:
    """What is known about a supervised process at one moment."""

    name: str
    state: str
    pid: int | None
    started_at: float | None
    restarts: int
    last_exit: int | None


class SupervisedProcess:
    """Runs one process until told to stop; tells `changed` whenever its state changes."""

    def __init__(self, spec: ProcessSpec, logs: Path, changed: Callable[[], None]) -> None:
        self.spec = spec
        self._logs = logs
        self._changed = changed
        self._stopping = asyncio.Event()
        self._process: asyncio.subprocess.Process | None = None
        self._started_at: float | None = None
        self._restarts = 0
        self._last_exit: int | None = None
        self._task = asyncio.create_task(self._keep_running(), name=spec.name)

    @property
    def state(self) -> ProcessState:
        """What is known right now."""
        running = self._process is not None
        word = "running" if running else "stopped" if self._stopping.is_set() else "restarting"
        pid = self._process.pid if self._process else None
        started = self._started_at if running else None
        return ProcessState(self.spec.name, word, pid, started, self._restarts, self._last_exit)

    async def stop(self) -> None:
        """Ask the process to stop, kill it when it takes too long, and do not start it again."""
        self._stopping.set()
        self._signal(self.spec.stop_signal)
        await self._end_within(self.spec.stop_grace_seconds)
        self._signal(signal.SIGKILL)
        await self._end_within(KILL_GRACE_SECONDS)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            signal_group(self._process.pid, number)

    async def _end_within(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(self._task), seconds)

    async def _keep_running(self) -> None:
        pause = PAUSE_FIRST_SECONDS
        while not self._stopping.is_set():
            began = time.monotonic()
            await self._run_once()
            pause = PAUSE_FIRST_SECONDS if time.monotonic() - began > STABLE_AFTER_SECONDS else pause
            if not self._stopping.is_set():
                self._restarts += 1
                self._changed()
                await self._pause(pause)
                pause = min(pause * 2, PAUSE_MAX_SECONDS)
        self._changed()

    async def _run_once(self) -> None:
        with open_log(self._logs, self.spec.name) as log:
            try:
                process = await asyncio.create_subprocess_exec(
                    *self.spec.command, stdout=log, stderr=log, **spawn_options(self.spec)
                )
            except OSError as refusal:
                log.write(f"{self.spec.name} could not be started: {refusal}\n".encode())
                return
        self._process, self._started_at = process, time.time()
        self._changed()
        if self._stopping.is_set():  # Told to stop while it was being started.
            self._signal(self.spec.stop_signal)
        self._last_exit = await process.wait()
        signal_group(process.pid, signal.SIGKILL)  # What the process started must not outlive it.
        self._process = None

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)
