"""Whether a Docker engine answers, whether our images can be had, and how Compose is called."""

import shutil
import subprocess
from collections.abc import Sequence
from typing import Final

from deploy.errors import PartMissing

ANSWER_TIMEOUT_SECONDS: Final = 5
PULL_TIMEOUT_SECONDS: Final = 300
IMAGES: Final = (
    "python:3.13-slim",
    "node:24-slim",
    "postgres:17",
    "rabbitmq:4-management",
    "axllent/mailpit:v1.27",
)


def engine_answers() -> bool:
    """Whether there is a Docker client here whose engine answers."""
    return bool(shutil.which("docker")) and _succeeds(["docker", "version"], ANSWER_TIMEOUT_SECONDS)


def images_can_be_had() -> bool:
    """Whether every image is there or can be pulled; an engine may answer and have no way to a registry."""
    return all(map(_can_be_had, IMAGES))


def _can_be_had(image: str) -> bool:
    inspect = ["docker", "image", "inspect", image]
    return _succeeds(inspect, ANSWER_TIMEOUT_SECONDS) or _succeeds(
        ["docker", "pull", "--quiet", image], PULL_TIMEOUT_SECONDS
    )


def compose_command() -> list[str]:
    """Compose as the client's plugin, or as the program of its own that it used to be."""
    if _succeeds(["docker", "compose", "version"], ANSWER_TIMEOUT_SECONDS):
        return ["docker", "compose"]
    if shutil.which("docker-compose"):
        return ["docker-compose"]
    raise PartMissing("Docker Compose is missing; install it, or start with MODE=native.")


def _succeeds(command: Sequence[str], timeout_seconds: float) -> bool:
    try:
        answer = subprocess.run(command, capture_output=True, timeout=timeout_seconds, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0
