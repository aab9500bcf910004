"""The one detached process that keeps a native installation running.

`python -m deploy.native.supervisor DIR` runs what DIR/plan.json lists, writes DIR/state.json whenever
something changes, reads the plan again on SIGHUP, and stops everything, dependants first, on SIGTERM.
A lock on DIR/supervisor.lock says that it lives.
"""

import asyncio
import fcntl
import json
import os
import signal
import sys
import time
from contextlib import suppress
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import IO, Final

from deploy.native.plan import read_plan
from deploy.native.process_log import keep_bounded
from deploy.native.supervised import SupervisedProcess

PLAN: Final = "plan.json"
STATE: Final = "state.json"
LOCK: Final = "supervisor.lock"
LOGS: Final = "logs"
# Whoever asks whether a supervisor lives holds the lock for a moment.
LOCK_TIMEOUT_SECONDS: Final = 1.0
LOCK_INTERVAL_SECONDS: Final = 0.02
LOG_CHECK_INTERVAL_SECONDS: Final = 60.0


class Supervisor:
    """Makes what runs agree with the plan."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._logs = directory.parent / LOGS
        self._processes: dict[str, SupervisedProcess] = {}
        self._stop = asyncio.Event()
        self._reread = asyncio.Event()

    async def run(self) -> None:
        """Follow the plan until asked to stop; leaves no process behind."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop.set)
        loop.add_signal_handler(signal.SIGHUP, self._reread.set)
        bounding = asyncio.create_task(self._keep_logs_bounded())
        while not self._stop.is_set():
            self._reread.clear()
            await self._follow_plan()
            await self._wait_for_signal()
        bounding.cancel()
        await self._stop_all(list(self._processes.values()))

    async def _follow_plan(self) -> None:
        plan = {spec.name: spec for spec in read_plan(self._directory / PLAN)}
        outdated = [process for name, process in self._processes.items() if plan.get(name) != process.spec]
        await self._stop_all(outdated)
        for process in outdated:
            del self._processes[process.spec.name]
        for name, spec in plan.items():
            if name not in self._processes:
                self._processes[name] = SupervisedProcess(spec, self._logs, self._write_state)
        self._write_state()

    async def _stop_all(self, processes: list[SupervisedProcess]) -> None:
        by_stage = sorted(processes, key=lambda process: process.spec.stage, reverse=True)
        for _, stage in groupby(by_stage, key=lambda process: process.spec.stage):
            await asyncio.gather(*(process.stop() for process in stage))

    async def _wait_for_signal(self) -> None:
        waits = [asyncio.create_task(event.wait()) for event in (self._stop, self._reread)]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()

    async def _keep_logs_bounded(self) -> None:
        while True:
            await asyncio.sleep(LOG_CHECK_INTERVAL_SECONDS)
            keep_bounded(self._logs)

    def _write_state(self) -> None:
        states = [asdict(process.state) for process in self._processes.values()]
        partial = self._directory / f"{STATE}.partial"
        partial.write_text(json.dumps(states, indent=1))
        partial.rename(self._directory / STATE)


def take_lock(directory: Path) -> IO[str] | None:
    """The supervisor's lock with our process id in it; None when another supervisor has it."""
    handle = (directory / LOCK).open("a+")
    deadline = time.monotonic() + LOCK_TIMEOUT_SECONDS
    while not _try_lock(handle):
        if time.monotonic() > deadline:
            handle.close()
            return None
        time.sleep(LOCK_INTERVAL_SECONDS)
    handle.truncate(0)
    handle.write(str(os.getpid()))
    handle.flush()
    return handle


def _try_lock(handle: IO[str]) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def main(directory: Path) -> None:
    """Supervise until told to stop; a second supervisor of the same directory goes away at once."""
    lock = take_lock(directory)
    if lock is None:
        return
    with suppress(KeyboardInterrupt):
        asyncio.run(Supervisor(directory).run())
    (directory / STATE).unlink(missing_ok=True)
    lock.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
