"""A test run's PostgreSQL and RabbitMQ as containers."""

import asyncio
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from deploy.native.postgres import NO_DURABILITY, SUPERUSER, wait_for_postgres
from deploy.native.rabbitmq import wait_for_rabbitmq
from deploy.rabbitmq.topology import read_definitions, with_passwords, without_topology
from tests.servers.images import POSTGRES, RABBITMQ
from tests.servers.passwords import BROKER_PASSWORDS

# The reaper is a third image to pull; the keeper of a server removes its container itself.
os.environ.setdefault("TESTCONTAINERS_RYUK_DISABLED", "true")

POSTGRES_PORT: Final = 5432
AMQP_PORT: Final = 5672
MANAGEMENT_PORT: Final = 15672
BOOTSTRAP_PASSWORD: Final = "bootstrap"


@contextmanager
def postgres(directory: Path) -> Iterator[dict[str, Any]]:
    """A PostgreSQL container that trades durability for speed, and its superuser's address."""
    from testcontainers.core.container import DockerContainer

    password = secrets.token_hex(16)
    options = " ".join(f"-c {key}={value}" for key, value in NO_DURABILITY.items())
    container = (
        DockerContainer(POSTGRES).with_exposed_ports(POSTGRES_PORT).with_command(f"postgres {options}")
    )
    container.with_env("POSTGRES_PASSWORD", password)
    with container:
        host, port = container.get_container_host_ip(), container.get_exposed_port(POSTGRES_PORT)
        dsn = f"postgresql://{SUPERUSER}:{password}@{host}:{port}/postgres"
        asyncio.run(wait_for_postgres(dsn))
        yield {"admin_dsn": dsn}


@contextmanager
def rabbitmq(directory: Path) -> Iterator[dict[str, Any]]:
    """A RabbitMQ container with the project's users and an empty vhost, and its addresses."""
    from testcontainers.core.container import DockerContainer

    from tests.servers.management import Management

    container = DockerContainer(RABBITMQ).with_exposed_ports(AMQP_PORT, MANAGEMENT_PORT)
    container.with_env("RABBITMQ_DEFAULT_USER", "bootstrap").with_env(
        "RABBITMQ_DEFAULT_PASS", BOOTSTRAP_PASSWORD
    )
    with container:
        host = container.get_container_host_ip()
        amqp, management = (int(container.get_exposed_port(port)) for port in (AMQP_PORT, MANAGEMENT_PORT))
        asyncio.run(wait_for_rabbitmq(f"amqp://bootstrap:{BOOTSTRAP_PASSWORD}@{host}:{amqp}/"))
        api = Management(f"http://{host}:{management}/api", "bootstrap", BOOTSTRAP_PASSWORD)
        asyncio.run(api.load(without_topology(with_passwords(read_definitions(), BROKER_PASSWORDS))))
        yield {"host": host, "amqp_port": amqp, "management_port": management}
