"""Four services, web and worker each, wired to the run's PostgreSQL and RabbitMQ."""

import asyncio
import os
import socket
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import asyncpg
import httpx2

from deploy.databases import dsn_of
from deploy.demo import load_demo
from deploy.installation_secrets import InstallationSecrets
from deploy.native.places import CHECKOUT
from deploy.native.surroundings import inherited_environment
from deploy.service_environment import ServiceEnvironments
from deploy.services import SERVICES
from deploy.settings import DEFAULT_PORTS, InstallationSettings
from tests.loopback import NO_CERTIFICATES
from tests.servers.postgres import DatabaseUrls, TestPostgres
from tests.servers.rabbitmq import BrokerUrls, TestRabbitmq
from tests.system.caller import Caller
from tests.system.processes import ServiceProcess
from tests.system.tokens import tokens_of

KINDS: Final = ("web", "worker")
COMMAND_SECONDS: Final = 180.0
HTTP_SECONDS: Final = 20.0
CONNECTIONS_MAX: Final = 32
TOKEN_USED_SECONDS: Final = 300.0


@dataclass(slots=True)
class System:
    """`await start()` first, `await stop()` last; in between it is addressed as its users do."""

    settings: InstallationSettings
    environments: Mapping[tuple[str, str], Mapping[str, str]]
    databases: Mapping[str, DatabaseUrls]
    broker: BrokerUrls
    processes: Mapping[str, ServiceProcess]
    postgres: TestPostgres
    rabbitmq: TestRabbitmq
    _clients: list[httpx2.AsyncClient] = field(default_factory=list)
    _callers: dict[str, Caller] = field(default_factory=dict)
    _good_until: dict[str, float] = field(default_factory=dict)

    @classmethod
    async def prepare(
        cls, postgres: TestPostgres, rabbitmq: TestRabbitmq, directory: Path, **choices: str
    ) -> "System":
        """Databases, a vhost and free ports; `choices` are further variables for every process."""
        *migrated, broker = await asyncio.gather(
            *(postgres.create_migrated_database(service) for service in SERVICES), rabbitmq.create_vhost()
        )
        databases = {
            service: urls
            for service, urls in zip(SERVICES, migrated, strict=True)
            if isinstance(urls, DatabaseUrls)
        }
        assert isinstance(broker, BrokerUrls)
        settings = InstallationSettings.from_choices(free_ports())
        wiring = ServiceEnvironments(settings, InstallationSecrets.kept_in(directory))
        environments = {
            (service, kind): {
                **inherited_environment(),
                **wiring.of(service, kind),
                "POPUG_DATABASE_URL": databases[service].runtime,
                "POPUG_RABBITMQ_URL": broker[service],
                **choices,
            }
            for service in SERVICES
            for kind in (*KINDS, "command")
        }
        processes = [
            ServiceProcess(service, kind, environments[service, kind], directory / f"{service}-{kind}.log")
            for service in SERVICES
            for kind in KINDS
        ]
        named = {process.name: process for process in processes}
        return cls(settings, environments, databases, broker, named, postgres, rabbitmq)

    async def start(self) -> None:
        """Start what does not run and wait until everything is ready."""
        for process in self.processes.values():
            await process.start()
        await asyncio.gather(*(process.ready() for process in self.processes.values()))

    async def stop(self) -> None:
        """End everything and remove what it stored."""
        await asyncio.gather(*(client.aclose() for client in self._clients))
        await asyncio.gather(*(process.stop() for process in self.processes.values()))
        await asyncio.gather(
            self.rabbitmq.delete_vhost(self.broker),
            *(self.postgres.drop_database(urls) for urls in self.databases.values()),
        )

    def url(self, service: str) -> str:
        """The service's address as browsers see it."""
        return self.settings.service_url(service)

    def admin_dsn(self, service: str) -> str:
        """The service's database for a role that may do everything."""
        return dsn_of(self.postgres.admin_dsn, self.databases[service].name)

    async def count(self, service: str, table: str, condition: str = "true") -> int:
        """How many rows a service has."""
        (number,) = await self.texts(service, f"SELECT count(*) FROM {table} WHERE {condition}")
        return int(number)

    async def texts(self, service: str, query: str) -> Sequence[str]:
        """The first column of what a query finds in a service's database."""
        connection = await asyncpg.connect(self.admin_dsn(service))
        try:
            return [str(row[0]) for row in await connection.fetch(query)]
        finally:
            await connection.close()

    async def execute(self, service: str, script: str) -> None:
        """Do to a service's database what only its superuser may."""
        connection = await asyncpg.connect(self.admin_dsn(service))
        try:
            await connection.execute(script)
        finally:
            await connection.close()

    async def load_demo(self) -> None:
        """Two weeks of history."""
        loop = asyncio.get_running_loop()

        def run(service: str, arguments: Sequence[str]) -> str:
            return asyncio.run_coroutine_threadsafe(self.run(service, *arguments), loop).result()

        await asyncio.to_thread(load_demo, run)

    async def cut_broker_connections(self) -> int:
        """Close every connection to the broker that it lists; how many there were."""
        return await self.rabbitmq.management.close_connections(self.broker.vhost)

    async def run(self, service: str, *arguments: str) -> str:
        """What `python -m <service> <arguments>` prints; AssertionError when it fails."""
        status, said = await self.attempt(service, *arguments)
        assert status == 0, f"{service} {' '.join(arguments)} answered {status}: {said}"
        return said

    async def attempt(self, service: str, *arguments: str) -> tuple[int | None, str]:
        """Exit code of `python -m <service> <arguments>`, and what it prints."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", service, *arguments),
            cwd=CHECKOUT,
            env={**os.environ, **self.environments[service, "command"]},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        async with asyncio.timeout(COMMAND_SECONDS):
            out, _ = await process.communicate()
        return process.returncode, out.decode()

    async def caller(self, email: str) -> Caller:
        """The API as `email` may use it, with a token that is good for five minutes more."""
        (caller,) = await self.callers([email])
        return caller

    async def callers(self, emails: Sequence[str]) -> Sequence[Caller]:
        """Several at once."""
        now = time.monotonic()
        new = [email for email in emails if self._good_until.get(email, now) <= now]
        if new:
            tokens = await tokens_of(new, self.environments["auth", "command"])
            for email, token in zip(new, tokens, strict=True):
                self._callers[email] = self._caller(email, token)
                self._good_until[email] = now + TOKEN_USED_SECONDS
        return [self._callers[email] for email in emails]

    def _caller(self, email: str, token: str) -> Caller:
        client = httpx2.AsyncClient(
            verify=NO_CERTIFICATES,
            headers={"Authorization": f"Bearer {token}"},
            timeout=httpx2.Timeout(HTTP_SECONDS),
            limits=httpx2.Limits(max_connections=CONNECTIONS_MAX),
        )
        self._clients.append(client)
        ports = {service: self.settings.service_port(service) for service in SERVICES}
        addresses = {service: f"http://127.0.0.1:{port}/api/v1" for service, port in ports.items()}
        return Caller(email, addresses, client)


def free_ports() -> dict[str, str]:
    """A port of its own for everything that listens."""
    with ExitStack() as held:
        sockets = {name: held.enter_context(socket.socket()) for name in DEFAULT_PORTS}
        for each in sockets.values():
            each.bind(("127.0.0.1", 0))
        return {name: str(each.getsockname()[1]) for name, each in sockets.items()}
