"""Whether a test run's servers come from Docker or from this machine: INFRA=docker|native|auto."""

import os
from typing import Final

from tests.servers.images import IMAGES, image_can_be_had

SETTING: Final = "INFRA"
CHOICES: Final = ("auto", "docker", "native")
ENGINE_TIMEOUT_SECONDS: Final = 2


def docker_is_wanted() -> bool:
    """True when Docker was asked for, or when an engine answers and has, or can pull, the images."""
    choice = os.environ.get(SETTING, "auto")
    if choice not in CHOICES:
        raise ValueError(f"{SETTING}={choice} is none of {', '.join(CHOICES)}")
    if choice == "auto":
        return engine_answers() and all(image_can_be_had(image) for image in IMAGES)
    return choice == "docker"


def engine_answers() -> bool:
    """Whether a Docker engine answers a ping."""
    import docker

    try:
        docker.from_env(timeout=ENGINE_TIMEOUT_SECONDS).ping()
    except (docker.errors.DockerException, OSError):
        return False
    return True
