"""A test run's PostgreSQL and RabbitMQ as private processes of this machine."""

import asyncio
import secrets
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from deploy.native.identity import unprivileged_identity
from deploy.native.places import server_directory, within_reach
from deploy.native.ports import LOOPBACK, free_port
from deploy.native.postgres import NO_DURABILITY, PostgresServer, wait_for_postgres
from deploy.native.postgres_programs import find_postgres_programs
from deploy.native.processes import ProcessSpec, spawn, stop
from deploy.native.rabbitmq import RabbitmqNode, RabbitmqPorts, wait_for_rabbitmq
from deploy.native.rabbitmq_programs import find_rabbitmq_programs
from deploy.rabbitmq.topology import read_definitions, with_passwords, without_topology
from tests.servers.passwords import BROKER_PASSWORDS


@contextmanager
def postgres(directory: Path) -> Iterator[dict[str, Any]]:
    """A PostgreSQL that trades durability for speed, and its superuser's address."""
    identity = unprivileged_identity()
    programs = within_reach(find_postgres_programs(), identity, server_directory(identity))
    data = directory / "postgres"
    # Trusting loopback spares every connection of every test the milliseconds that a password costs.
    server = PostgresServer(
        programs, data, free_port(), secrets.token_hex(16), identity, NO_DURABILITY, authentication="trust"
    )
    server.prepare()
    with running(directory, server.spec()):
        asyncio.run(wait_for_postgres(server.admin_dsn))
        yield {"admin_dsn": server.admin_dsn}


@contextmanager
def rabbitmq(directory: Path) -> Iterator[dict[str, Any]]:
    """A RabbitMQ with the project's users and an empty vhost, and its addresses."""
    identity = unprivileged_identity()
    programs = find_rabbitmq_programs(server_directory(identity), identity)
    ports = RabbitmqPorts(
        amqp=free_port(), distribution=free_port(), epmd=free_port(), management=free_port()
    )
    definitions = without_topology(with_passwords(read_definitions(), BROKER_PASSWORDS))
    node = RabbitmqNode(programs, directory / "rabbitmq", ports, definitions, identity)
    node.prepare()
    with running(directory, *node.specs()):
        admin = f"amqp://admin:{BROKER_PASSWORDS['admin']}@{LOOPBACK}:{ports.amqp}/"
        asyncio.run(wait_for_rabbitmq(admin))
        yield {"host": LOOPBACK, "amqp_port": ports.amqp, "management_port": ports.management}


@contextmanager
def running(directory: Path, *specs: ProcessSpec) -> Iterator[None]:
    """Run the processes in order and end them in reverse, without ceremony: nothing is kept."""
    with ExitStack() as stack:
        for spec in specs:
            log = stack.enter_context((directory / f"{spec.name}-server.log").open("wb"))
            stack.callback(stop, spawn(spec, log), replace(spec, stop_signal=signal.SIGKILL))
        yield
