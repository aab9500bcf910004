"""A private RabbitMQ node with its own port mapper: its directory, its processes, and when it answers."""

import asyncio
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import aiormq

from deploy.errors import NotReady
from deploy.native.identity import Identity, give_to, make_private_directory
from deploy.native.ports import LOOPBACK
from deploy.native.processes import ProcessSpec
from deploy.native.rabbitmq_programs import RabbitmqPrograms
from deploy.native.surroundings import FIXED

READY_TIMEOUT_SECONDS: Final = 90.0
PROBE_INTERVAL_SECONDS: Final = 0.1
STOP_GRACE_SECONDS: Final = 30.0
DISK_FREE_LIMIT: Final = "64MB"
# Two schedulers and no busy waiting: an idle broker on a small machine should cost next to nothing.
ERLANG_ARGUMENTS: Final = "+S 2:2 +SDio 2 +sbwt none +sbwtdcpu none +sbwtdio none"
ONLY_LOOPBACK: Final = "-kernel inet_dist_use_interface {127,0,0,1}"


@dataclass(frozen=True, slots=True)
class RabbitmqPorts:
    """Where the node listens; `management` is None when it has no management interface."""

    amqp: int
    distribution: int
    epmd: int
    management: int | None = None


@dataclass(frozen=True, slots=True)
class RabbitmqNode:
    """One node: `prepare` writes its files, `specs` says how to run it, port mapper first."""

    programs: RabbitmqPrograms
    directory: Path
    ports: RabbitmqPorts
    definitions: Mapping[str, Any]
    identity: Identity | None = None
    node_name: str = "popug@localhost"
    server_arguments: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)

    def prepare(self) -> None:
        """Write configuration, definitions and cookie; data of an earlier run stays."""
        for path in (self.directory, *(self.directory / part for part in ("home", "data", "log"))):
            make_private_directory(path, self.identity)
        self._write("rabbitmq.conf", self._configuration())
        self._write("definitions.json", json.dumps(self.definitions, indent=1))
        self._write("enabled_plugins", self._plugins())
        self._write("environment.conf", "")
        cookie = self.directory / "home" / ".erlang.cookie"
        if not cookie.exists():
            self._write("home/.erlang.cookie", secrets.token_hex(20))
        cookie.chmod(0o400)

    def _write(self, name: str, text: str) -> None:
        path = self.directory / name
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        path.write_text(text)
        give_to(path, self.identity)

    def _plugins(self) -> str:
        return "[rabbitmq_management].\n" if self.ports.management else "[].\n"

    def _configuration(self) -> str:
        lines = {
            "listeners.tcp.1": f"{LOOPBACK}:{self.ports.amqp}",
            "log.file": "false",
            "log.console": "true",
            "log.console.level": "warning",
            "disk_free_limit.absolute": DISK_FREE_LIMIT,
            "load_definitions": str(self.directory / "definitions.json"),
        }
        if self.ports.management:
            lines |= {"management.tcp.ip": LOOPBACK, "management.tcp.port": str(self.ports.management)}
        return "".join(f"{key} = {value}\n" for key, value in (lines | dict(self.settings)).items())

    def specs(self, name: str = "rabbitmq") -> tuple[ProcessSpec, ProcessSpec]:
        """The port mapper's process and the node's, in the order to start them."""
        environment = self._environment()
        epmd = ProcessSpec(
            name=f"{name}-epmd",
            command=(self.programs.epmd(), "-port", str(self.ports.epmd), "-address", LOOPBACK),
            environment=environment,
            directory=self.directory,
            identity=self.identity,
        )
        node = ProcessSpec(
            name=name,
            command=(str(self.programs.server),),
            environment=environment,
            directory=self.directory,
            identity=self.identity,
            stop_grace_seconds=STOP_GRACE_SECONDS,
            stage=1,
        )
        return epmd, node

    def _erlang_arguments(self) -> str:
        return f"{ONLY_LOOPBACK} {ERLANG_ARGUMENTS} {self.server_arguments}".strip()

    def _environment(self) -> dict[str, str]:
        base = self.directory
        return FIXED | {
            "PATH": self.programs.path(),
            "HOME": str(base / "home"),
            "ERL_EPMD_PORT": str(self.ports.epmd),
            "ERL_EPMD_ADDRESS": LOOPBACK,
            "RABBITMQ_NODENAME": self.node_name,
            "RABBITMQ_NODE_IP_ADDRESS": LOOPBACK,
            "RABBITMQ_NODE_PORT": str(self.ports.amqp),
            "RABBITMQ_DIST_PORT": str(self.ports.distribution),
            "RABBITMQ_MNESIA_BASE": str(base / "data"),
            "RABBITMQ_LOG_BASE": str(base / "log"),
            "RABBITMQ_LOGS": "-",
            "RABBITMQ_CONF_ENV_FILE": str(base / "environment.conf"),
            "RABBITMQ_CONFIG_FILE": str(base / "rabbitmq"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(base / "enabled_plugins"),
            "RABBITMQ_PID_FILE": str(base / "pid"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": self._erlang_arguments(),
            # Makes the start script replace itself by the Erlang machine, so that the process we
            # know is the broker itself and cannot be orphaned by the death of a wrapper.
            "RUNNING_UNDER_SYSTEMD": "true",
        }


async def wait_for_rabbitmq(url: str, within_seconds: float = READY_TIMEOUT_SECONDS) -> None:
    """Return once the broker accepts a connection with this AMQP address; NotReady otherwise."""
    last: Exception | None = None
    try:
        async with asyncio.timeout(within_seconds):
            while True:
                try:
                    await _require_listener(url)
                    connection = await aiormq.connect(url)
                except (OSError, aiormq.exceptions.AMQPError) as refusal:
                    last = refusal
                    await asyncio.sleep(PROBE_INTERVAL_SECONDS)
                else:
                    await connection.close()
                    return
    except TimeoutError:
        raise NotReady(f"RabbitMQ did not answer within {within_seconds:.0f} s: {last!r}") from last


async def _require_listener(url: str) -> None:
    """Refuse quietly while nobody listens; the client library would log every refused attempt."""
    address = urlsplit(url)
    _, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.close()
    await writer.wait_closed()
