"""What the engine says about our containers."""

import subprocess
import time
from typing import Final

from deploy.errors import NotReady

PROJECT_FILTER: Final = "label=com.docker.compose.project=popug"
READY_TIMEOUT_SECONDS: Final = 180.0
PROBE_INTERVAL_SECONDS: Final = 0.5
ANSWER_TIMEOUT_SECONDS: Final = 20


def names(*filters: str) -> list[str]:
    """The containers of this project that pass all the filters of `docker ps`."""
    chosen = [part for filter_ in (PROJECT_FILTER, *filters) for part in ("--filter", filter_)]
    command = ["docker", "ps", "--all", "--format", "{{.Names}}", *chosen]
    answer = subprocess.run(
        command, capture_output=True, text=True, timeout=ANSWER_TIMEOUT_SECONDS, check=True
    )
    return sorted(answer.stdout.split())


def wait_until_healthy(within_seconds: float = READY_TIMEOUT_SECONDS) -> None:
    """Return when no container is still starting or ill; NotReady names those that are."""
    deadline = time.monotonic() + within_seconds
    while waiting := [*names("health=starting"), *names("health=unhealthy")]:
        if time.monotonic() > deadline:
            raise NotReady(f"Not ready in time: {', '.join(waiting)}; see make logs.")
        time.sleep(PROBE_INTERVAL_SECONDS)


def any_running() -> bool:
    """Whether any of our containers runs."""
    return bool(names("status=running"))
