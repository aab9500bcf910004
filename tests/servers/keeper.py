"""Keeps one server of a test run: `python -m tests.servers.keeper postgres|rabbitmq <run directory>`.

The run's controller holds a lock for as long as it lives. The keeper waits for that lock, so that the
server goes away with the run however the run ends.
"""

import fcntl
import json
import os
import shutil
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO, Any, Final

from tests.servers import docker_servers, native_servers
from tests.servers.choice import docker_is_wanted

ALIVE: Final = "alive.lock"

Facts = dict[str, Any]
Starter = Callable[[Path], AbstractContextManager[Facts]]

NATIVE: Final[dict[str, Starter]] = {"postgres": native_servers.postgres, "rabbitmq": native_servers.rabbitmq}
DOCKER: Final[dict[str, Starter]] = {"postgres": docker_servers.postgres, "rabbitmq": docker_servers.rabbitmq}


def hold_alive_lock(directory: Path) -> IO[str]:
    """Wait for the lock and hold it; closing what is returned, or dying, ends the run's servers."""
    handle = (directory / ALIVE).open("w")
    fcntl.flock(handle, fcntl.LOCK_EX)
    return handle


def keep(name: str, directory: Path) -> None:
    """Start the server, publish its address, and stop it when the run is over."""
    servers = DOCKER if docker_is_wanted() else NATIVE
    with servers[name](directory) as facts:
        partial = directory / f"{name}.partial"
        partial.write_text(json.dumps(facts))
        partial.rename(directory / f"{name}.json")
        hold_alive_lock(directory).close()
    shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    os.umask(0o022)
    keep(sys.argv[1], Path(sys.argv[2]))
