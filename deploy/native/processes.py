"""Child processes that lead a group of their own and never outlive whoever started them."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from deploy.native.identity import Identity

PR_SET_PDEATHSIG: Final = 1
STOP_GRACE_SECONDS: Final = 10.0
KILL_GRACE_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class ProcessSpec:
    """Everything needed to start one process, and how it likes to be stopped.

    Processes of a higher stage depend on those of a lower one, and are stopped before them.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    directory: Path
    identity: Identity | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    stop_grace_seconds: float = STOP_GRACE_SECONDS
    stage: int = 0


def _load_libc() -> ctypes.CDLL | None:
    return ctypes.CDLL(None) if sys.platform == "linux" else None


_LIBC: Final = _load_libc()


def die_with_parent() -> None:
    """Ask the kernel to kill this process when its parent dies (Linux only; prctl(2)).

    Has to run after the switch of user, because changing credentials clears the request.
    """
    if _LIBC is not None:
        _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def spawn_options(spec: ProcessSpec) -> dict[str, Any]:
    """Keyword arguments that `subprocess` and `asyncio` need to start the process as described."""
    options: dict[str, Any] = {
        "env": dict(spec.environment),
        "cwd": spec.directory,
        "stdin": subprocess.DEVNULL,
        "start_new_session": True,
        "preexec_fn": die_with_parent,
    }
    if spec.identity is not None:
        options |= {"user": spec.identity.uid, "group": spec.identity.gid, "extra_groups": []}
    return options


def spawn(spec: ProcessSpec, log: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start the process with its output going to `log`; call it from a thread that stays alive."""
    return subprocess.Popen(spec.command, stdout=log, stderr=subprocess.STDOUT, **spawn_options(spec))


def signal_group(group: int, number: signal.Signals) -> None:
    """Send a signal to a process group; one that has already gone is not an error."""
    with suppress(ProcessLookupError):
        os.killpg(group, number)


def stop(process: subprocess.Popen[bytes], spec: ProcessSpec) -> None:
    """Ask the process to stop, and kill its whole group when it does not or leaves children behind."""
    signal_group(process.pid, spec.stop_signal)
    with suppress(subprocess.TimeoutExpired):
        process.wait(spec.stop_grace_seconds)
    signal_group(process.pid, signal.SIGKILL)
    process.wait(KILL_GRACE_SECONDS)
