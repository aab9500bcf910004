"""What the processes of one test run share: a directory, and servers that live as long as the run."""

import fcntl
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from deploy.native.detached import spawn_detached

DIRECTORY_VARIABLE: Final = "POPUG_TEST_RUN"
START_TIMEOUT_SECONDS: Final = 180.0
STOP_TIMEOUT_SECONDS: Final = 60.0
PROBE_INTERVAL_SECONDS: Final = 0.05
MEMORY: Final = Path("/dev/shm")
MEMORY_BYTES_MIN: Final = 8 * 1024**3


@dataclass(frozen=True, slots=True)
class Run:
    """The directory of a test run; whoever holds its `alive` lock keeps the run's servers going."""

    directory: Path

    @classmethod
    def begin(cls, parent: Path | None = None) -> "Run":
        """Make the directory of a new run and tell the worker processes about it."""
        directory = Path(tempfile.mkdtemp(prefix="popug-tests-", dir=parent))
        directory.chmod(0o755)
        os.environ[DIRECTORY_VARIABLE] = str(directory)
        return cls(directory)

    @classmethod
    def joined(cls) -> "Run":
        """The run that this process belongs to."""
        return cls(Path(os.environ[DIRECTORY_VARIABLE]))

    @contextmanager
    def exclusively(self, name: str) -> Iterator[None]:
        """One process of the run at a time."""
        with (self.directory / f"{name}.lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def server(self, name: str) -> dict[str, Any]:
        """The address of a server of this run, started by whoever asks first."""
        address = self.directory / f"{name}.json"
        with self.exclusively(name):
            if not address.exists():
                _start_keeper(self, name, address)
        facts: dict[str, Any] = json.loads(address.read_text())
        return facts

    def keepers(self) -> list[int]:
        """The processes that keep this run's servers."""
        return [int(keeper.read_text()) for keeper in self.directory.glob("*.keeper")]

    def end(self, keepers: list[int]) -> None:
        """Wait for the keepers, which stop once the run's lock is let go, and remove the directory."""
        deadline = time.monotonic() + STOP_TIMEOUT_SECONDS
        while any(map(_is_alive, keepers)) and time.monotonic() < deadline:
            time.sleep(PROBE_INTERVAL_SECONDS)
        shutil.rmtree(self.directory, ignore_errors=True)


def memory_if_ample() -> Path | None:
    """A file system in memory, for runs that make and drop thousands of databases of a thousand files each.

    On a disk, finding places for new files among those just removed took a quarter of such a run.
    """
    ample = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= MEMORY_BYTES_MIN
    return MEMORY if ample and os.access(MEMORY, os.W_OK) else None


def _start_keeper(run: Run, name: str, address: Path) -> None:
    log = run.directory / f"{name}.log"
    pid = spawn_detached([sys.executable, "-m", "tests.servers.keeper", name, str(run.directory)], log)
    (run.directory / f"{name}.keeper").write_text(str(pid))
    deadline = time.monotonic() + START_TIMEOUT_SECONDS
    while not address.exists():
        if not _is_alive(pid) or time.monotonic() > deadline:
            raise RuntimeError(f"The test run's {name} did not start:\n{log.read_text(errors='replace')}")
        time.sleep(PROBE_INTERVAL_SECONDS)


def _is_alive(pid: int) -> bool:
    with suppress(ChildProcessError):  # Another worker's child: then there is nothing to collect.
        return os.waitpid(pid, os.WNOHANG) == (0, 0)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
