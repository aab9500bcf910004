"""PostgreSQL and RabbitMQ of the fault tests' own: killed without a word and started again where they were.

Tests beside these run on the run's servers, which nobody kills. A killed server comes back on the same port
with what it had promised to keep: commits wait for its log, though not for the disk, since the machine stays.
"""

import asyncio
import json
import secrets
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import psutil

from deploy.native.identity import unprivileged_identity
from deploy.native.places import server_directory, within_reach
from deploy.native.ports import LOOPBACK, free_port
from deploy.native.postgres import PostgresServer, wait_for_postgres
from deploy.native.postgres_programs import find_postgres_programs
from deploy.native.processes import ProcessSpec, signal_group, spawn, spawn_options
from deploy.native.rabbitmq import RabbitmqNode, RabbitmqPorts, wait_for_rabbitmq
from deploy.native.rabbitmq_programs import find_rabbitmq_programs
from deploy.rabbitmq.topology import read_definitions, with_passwords, without_topology
from tests.servers.passwords import BROKER_PASSWORDS

GONE_WITHIN_SECONDS: Final = 10.0
CONTROL_SECONDS: Final = 60.0
# Nothing here outlives the machine, so nothing has to reach the disk; what is committed has to be written.
WRITTEN_NOT_SYNCED: Final[Mapping[str, str]] = {
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "400",
}
# What the broker tells about redelivered messages is asked for soon after it happened.
PROMPT_STATISTICS: Final[Mapping[str, str]] = {"collect_statistics_interval": "1000"}


@dataclass(slots=True)
class KillableProcess:
    """A server's process; start it from the main thread, since it ends with the thread that started it."""

    spec: ProcessSpec
    log: Path
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        """Start it, unless it runs."""
        if not self.runs:
            with self.log.open("ab") as log:
                self._process = spawn(self.spec, log)

    @property
    def runs(self) -> bool:
        """Whether it has not ended."""
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """SIGKILL to it and to everything it started, even what left its group."""
        if self._process is None or self._process.poll() is not None:
            return
        family = psutil.Process(self._process.pid).children(recursive=True)
        signal_group(self._process.pid, signal.SIGKILL)
        self._process.wait(GONE_WITHIN_SECONDS)
        for orphan in family:
            if orphan.is_running():
                orphan.kill()
        psutil.wait_procs(family, timeout=GONE_WITHIN_SECONDS)


@dataclass(frozen=True, slots=True)
class OwnPostgres:
    """A PostgreSQL that may be killed."""

    server: PostgresServer
    process: KillableProcess

    @classmethod
    def prepared(cls, directory: Path) -> "OwnPostgres":
        """One whose data is below `directory`, not started yet; its address is noted there."""
        identity = unprivileged_identity()
        programs = within_reach(find_postgres_programs(), identity, server_directory(identity))
        server = PostgresServer(
            programs,
            directory / "postgres",
            free_port(),
            secrets.token_hex(16),
            identity,
            WRITTEN_NOT_SYNCED,
            authentication="trust",
        )
        server.prepare()
        (directory / "postgres.json").write_text(json.dumps({"admin_dsn": server.admin_dsn}))
        return cls(server, KillableProcess(server.spec(), directory / "postgres-server.log"))

    async def start(self) -> None:
        """Start it and wait until it answers."""
        self.process.start()
        await wait_for_postgres(self.server.admin_dsn)

    def kill(self) -> None:
        """SIGKILL to the server and all of its backends."""
        self.process.kill()


@dataclass(frozen=True, slots=True)
class OwnRabbitmq:
    """A RabbitMQ that may be killed, and told to feel short of memory or disk."""

    node: RabbitmqNode
    mapper: KillableProcess
    broker: KillableProcess
    admin: str

    @classmethod
    def prepared(cls, directory: Path) -> "OwnRabbitmq":
        """One whose data is below `directory`, not started yet; its address is noted there."""
        identity = unprivileged_identity()
        programs = find_rabbitmq_programs(server_directory(identity), identity)
        ports = RabbitmqPorts(free_port(), free_port(), free_port(), free_port())
        definitions = without_topology(with_passwords(read_definitions(), BROKER_PASSWORDS))
        node = RabbitmqNode(
            programs, directory / "rabbitmq", ports, definitions, identity, settings=PROMPT_STATISTICS
        )
        node.prepare()
        facts = {"host": LOOPBACK, "amqp_port": ports.amqp, "management_port": ports.management}
        (directory / "rabbitmq.json").write_text(json.dumps(facts))
        mapper, broker = (
            KillableProcess(spec, directory / f"{spec.name}-server.log") for spec in node.specs()
        )
        admin = f"amqp://admin:{BROKER_PASSWORDS['admin']}@{LOOPBACK}:{ports.amqp}/"
        return cls(node, mapper, broker, admin)

    async def start(self) -> None:
        """Start it and wait until it answers."""
        self.mapper.start()
        self.broker.start()
        await wait_for_rabbitmq(self.admin)

    def kill(self) -> None:
        """SIGKILL to the broker."""
        self.broker.kill()

    async def control(self, *arguments: str) -> str:
        """What `rabbitmqctl <arguments>` prints; RuntimeError when it fails."""
        spec = self.broker.spec
        program = str(self.node.programs.server.with_name("rabbitmqctl"))
        command = (program, "--node", self.node.node_name, *arguments)
        process = await asyncio.create_subprocess_exec(
            *command,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            **spawn_options(replace(spec, name="rabbitmqctl", command=command)),
        )
        async with asyncio.timeout(CONTROL_SECONDS):
            said, _ = await process.communicate()
        if process.returncode != 0:
            raise RuntimeError(f"{' '.join(command)} answered {process.returncode}: {said.decode()}")
        return said.decode()

    def stop(self) -> None:
        """End the broker and its port mapper for good."""
        self.broker.kill()
        self.mapper.kill()
