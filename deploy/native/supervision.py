"""Starting, telling and stopping the supervisor from the outside."""

import fcntl
import json
import os
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from deploy.errors import DeployError
from deploy.native.detached import spawn_detached
from deploy.native.plan import write_plan
from deploy.native.process_log import last_lines
from deploy.native.processes import ProcessSpec
from deploy.native.supervisor import LOCK, LOGS, PLAN, STATE

START_TIMEOUT_SECONDS: Final = 10.0
STOP_TIMEOUT_SECONDS: Final = 90.0
PROBE_INTERVAL_SECONDS: Final = 0.05


@dataclass(frozen=True, slots=True)
class Supervision:
    """The supervisor of one installation, which may or may not be running."""

    local: Path

    @property
    def directory(self) -> Path:
        """Where plan, state and lock are."""
        return self.local / "run"

    @property
    def logs(self) -> Path:
        """Where the processes' logs are."""
        return self.local / LOGS

    def pid(self) -> int | None:
        """The running supervisor's process id."""
        try:
            with (self.directory / LOCK).open() as handle:
                fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return None
        except BlockingIOError:
            text = (self.directory / LOCK).read_text()
            return int(text) if text else None
        return None

    def follow(self, specs: Sequence[ProcessSpec]) -> None:
        """Let exactly these processes run, starting the supervisor when there is none."""
        for directory in (self.directory, self.logs):
            directory.mkdir(parents=True, exist_ok=True)
        write_plan(self.directory / PLAN, specs)
        pid = self.pid()
        if pid is None:
            self._start()
        else:
            os.kill(pid, signal.SIGHUP)

    def _start(self) -> None:
        log = self.logs / "supervisor.log"
        spawn_detached([sys.executable, "-m", "deploy.native.supervisor", str(self.directory)], log)
        deadline = time.monotonic() + START_TIMEOUT_SECONDS
        while self.pid() is None:
            if time.monotonic() > deadline:
                lines = "\n".join(last_lines(log))
                raise DeployError(f"The supervisor did not start:\n{lines}")
            time.sleep(PROBE_INTERVAL_SECONDS)

    def stop(self) -> bool:
        """Stop everything; False when nothing was running."""
        pid = self.pid()
        if pid is None:
            return False
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_TIMEOUT_SECONDS
        while self.pid() is not None:
            if time.monotonic() > deadline:
                raise DeployError(f"The supervisor (process {pid}) did not stop; see {self.logs}.")
            time.sleep(PROBE_INTERVAL_SECONDS)
        return True

    def states(self) -> list[dict[str, Any]]:
        """What is known about each process; nothing when nothing runs."""
        if self.pid() is None:
            return []
        try:
            states: list[dict[str, Any]] = json.loads((self.directory / STATE).read_text())
        except FileNotFoundError:
            return []
        return states
