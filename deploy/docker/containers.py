"""What the engine says about our containers."""

import subprocess
import time
from typing import Final

from deploy.errors import NotReady

PROJECT_LABEL: Final = "com.docker.compose.project"
READY_TIMEOUT_SECONDS: Final = 180.0
PROBE_INTERVAL_SECONDS: Final = 0.5
ANSWER_TIMEOUT_SECONDS: Final = 20


def names(project: str, *filters: str) -> list[str]:
    """The project's containers that pass all the filters of `docker ps`."""
    of_the_project = f"label={PROJECT_LABEL}={project}"
    chosen = [part for filter_ in (of_the_project, *filters) for part in ("--filter", filter_)]
    command = ["docker", "ps", "--all", "--format", "{{.Names}}", *chosen]
    answer = subprocess.run(
        command, capture_output=True, text=True, timeout=ANSWER_TIMEOUT_SECONDS, check=True
    )
    return sorted(answer.stdout.split())


def wait_until_healthy(project: str, within_seconds: float = READY_TIMEOUT_SECONDS) -> None:
    """Return when no container is still starting or ill; NotReady names those that are."""
    deadline = time.monotonic() + within_seconds
    while waiting := [*names(project, "health=starting"), *names(project, "health=unhealthy")]:
        if time.monotonic() > deadline:
            raise NotReady(f"Not ready in time: {', '.join(waiting)}; see make logs.")
        time.sleep(PROBE_INTERVAL_SECONDS)


def any_running(project: str) -> bool:
    """Whether any of the project's containers runs."""
    return bool(names(project, "status=running"))
