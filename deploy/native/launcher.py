"""Bringing a native installation up: servers, databases, migrations, services, demo data."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.announcement import announce
from deploy.bootstrap import say
from deploy.databases import create_roles, ensure_database
from deploy.errors import DeployError, NotReady
from deploy.native import migrate_all
from deploy.native.health import wait_until_ready
from deploy.native.identity import describe
from deploy.native.installation import Installation
from deploy.native.places import CHECKOUT
from deploy.native.ports import LOOPBACK, require_free
from deploy.native.postgres import PostgresServer, wait_for_postgres
from deploy.native.process_log import last_lines
from deploy.native.rabbitmq import RabbitmqNode, wait_for_rabbitmq
from deploy.native.surroundings import inherited_environment
from deploy.services import SERVICES

MIGRATION_TIMEOUT_SECONDS: Final = 300
DEMO_TIMEOUT_SECONDS: Final = 600
DEMO_MODULE: Final = "deploy.demo"


@dataclass(frozen=True, slots=True)
class Launcher:
    """The steps of `make up`, in order."""

    installation: Installation

    def up(self) -> None:
        """Start what does not run yet, bring databases up to date, wait for everything, say where it is."""
        running = self.installation.supervision.pid() is not None
        if not running:
            require_free(self.installation.port_uses())
        self._say_where_the_servers_are()
        postgres, rabbitmq = self._prepare_servers()
        infrastructure = [postgres.spec(), *rabbitmq.specs(), self.installation.mail_catcher()]
        if not running:
            say("Starting PostgreSQL, RabbitMQ and the mail catcher")
            self.installation.supervision.follow(infrastructure)
        self._wait(wait_for_postgres(postgres.admin_dsn), "postgres")
        self._migrate(postgres)
        self._wait(wait_for_rabbitmq(self._broker_url()), "rabbitmq")
        say(f"Starting {', '.join(SERVICES[:-1])} and {SERVICES[-1]}")
        self.installation.supervision.follow([*infrastructure, *self.installation.service_processes()])
        wait_until_ready(self.installation.health_urls(), self._last_words)
        self._load_demo()
        announce(self.installation.settings)

    def _say_where_the_servers_are(self) -> None:
        servers, identity = self.installation.servers, self.installation.identity
        if servers != self.installation.local:
            say(
                f"PostgreSQL and RabbitMQ run as {describe(identity)}, who cannot enter this checkout; "
                f"their data is in {servers}"
            )

    def _prepare_servers(self) -> tuple[PostgresServer, RabbitmqNode]:
        if not (self.installation.servers / "rabbitmq").exists():
            say("Preparing PostgreSQL and RabbitMQ")
        postgres = self.installation.postgres()
        if not postgres.data.exists():
            self._demo_mark.unlink(missing_ok=True)
        postgres.prepare()
        rabbitmq = self.installation.rabbitmq()
        rabbitmq.prepare()
        return postgres, rabbitmq

    def _wait(self, waiting: Coroutine[None, None, None], name: str) -> None:
        try:
            asyncio.run(waiting)
        except NotReady as refusal:
            raise NotReady(f"{refusal}\n{self._last_words(name)}") from None

    def _broker_url(self) -> str:
        password = self.installation.secrets["auth_broker"]
        return f"amqp://auth:{password}@{LOOPBACK}:{self.installation.settings.ports['RABBITMQ_PORT']}/"

    def _migrate(self, postgres: PostgresServer) -> None:
        say("Bringing the databases up to date")
        asyncio.run(self._make_databases(postgres.admin_dsn))
        owner_urls = {service: self.installation.environments.owner_url(service) for service in SERVICES}
        environment = {**inherited_environment(), migrate_all.VARIABLE: json.dumps(owner_urls)}
        _run([sys.executable, "-m", migrate_all.__name__], environment, MIGRATION_TIMEOUT_SECONDS)

    async def _make_databases(self, admin_dsn: str) -> None:
        for service in SERVICES:
            roles = self.installation.roles(service)
            await create_roles(admin_dsn, roles)
            await ensure_database(admin_dsn, roles)

    def _load_demo(self) -> None:
        if not self.installation.settings.demo or self._demo_mark.exists():
            return
        say("Loading the demo's two weeks of history")
        _run([sys.executable, "-m", DEMO_MODULE], inherited_environment(), DEMO_TIMEOUT_SECONDS)
        self._demo_mark.touch()

    @property
    def _demo_mark(self) -> Path:
        """Beside the data, so that it goes when they go."""
        return self.installation.servers / "demo-loaded"

    def _last_words(self, name: str) -> str:
        path = self.installation.supervision.logs / f"{name}.log"
        return "\n".join((f"The end of {path.relative_to(CHECKOUT)}:", *last_lines(path)))


def _run(command: list[str], environment: dict[str, str], timeout_seconds: float) -> None:
    answer = subprocess.run(
        command,
        cwd=CHECKOUT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=timeout_seconds,
        check=False,
    )
    if answer.returncode != 0:
        raise DeployError(f"{' '.join(command[1:])} failed:\n{answer.stdout.strip()}")
