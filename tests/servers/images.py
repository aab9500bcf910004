"""The images a test run in Docker needs, and whether they can be had."""

from typing import Final

POSTGRES: Final = "postgres:17"
RABBITMQ: Final = "rabbitmq:4-management"
IMAGES: Final = (POSTGRES, RABBITMQ)
PULL_TIMEOUT_SECONDS: Final = 120


def image_can_be_had(image: str) -> bool:
    """Whether the engine has the image or can pull it."""
    import docker

    client = docker.from_env(timeout=PULL_TIMEOUT_SECONDS)
    try:
        client.images.get(image)
    except docker.errors.ImageNotFound:
        return _pull(client, image)
    return True


def _pull(client: "docker.DockerClient", image: str) -> bool:  # type: ignore[name-defined] # noqa: F821
    import docker

    try:
        client.images.pull(image)
    except (docker.errors.DockerException, OSError):
        return False
    return True
