"""Four services, web and worker each, wired to the run's PostgreSQL and RabbitMQ."""

import asyncio
import os
import socket
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx2

from deploy.installation_secrets import InstallationSecrets
from deploy.native.places import CHECKOUT
from deploy.native.surroundings import inherited_environment
from deploy.service_environment import ServiceEnvironments
from deploy.services import SERVICES
from deploy.settings import DEFAULT_PORTS, InstallationSettings
from tests.servers.postgres import DatabaseUrls, TestPostgres
from tests.servers.rabbitmq import BrokerUrls, TestRabbitmq
from tests.system.processes import ServiceProcess

KINDS: Final = ("web", "worker")
COMMAND_SECONDS: Final = 60.0
HTTP_SECONDS: Final = 20.0


@dataclass(slots=True)
class System:
    """`await start()` first, `await stop()` last; in between it is addressed as its users do."""

    settings: InstallationSettings
    environments: Mapping[tuple[str, str], Mapping[str, str]]
    databases: Mapping[str, DatabaseUrls]
    broker: BrokerUrls
    processes: dict[str, ServiceProcess]
    _clients: list[httpx2.AsyncClient] = field(default_factory=list)

    @classmethod
    async def prepare(
        cls, postgres: TestPostgres, rabbitmq: TestRabbitmq, directory: Path, **choices: str
    ) -> "System":
        """Databases, a vhost and free ports; `choices` are further variables for every process."""
        databases = {service: await postgres.create_migrated_database(service) for service in SERVICES}
        broker = await rabbitmq.create_vhost()
        settings = InstallationSettings.from_choices(_free_ports())
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
        processes = {
            f"{service}-{kind}": ServiceProcess(
                service, kind, environments[service, kind], directory / f"{service}-{kind}.log"
            )
            for service in SERVICES
            for kind in KINDS
        }
        return cls(settings, environments, databases, broker, processes)

    async def start(self) -> None:
        """Start everything and wait until it is ready."""
        for process in self.processes.values():
            await process.start()
        await asyncio.gather(*(process.ready() for process in self.processes.values()))

    async def stop(self) -> None:
        """End everything."""
        for client in self._clients:
            await client.aclose()
        await asyncio.gather(*(process.stop() for process in self.processes.values()))

    def url(self, service: str) -> str:
        """The service's address as browsers see it."""
        return self.settings.service_url(service)

    async def run(self, service: str, *arguments: str) -> str:
        """What `python -m <service> <arguments>` prints; AssertionError when it fails."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            service,
            *arguments,
            cwd=CHECKOUT,
            env={**os.environ, **self.environments[service, "command"]},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(COMMAND_SECONDS):
            out, err = await process.communicate()
        assert process.returncode == 0, f"{service} {arguments}: {out.decode()}{err.decode()}"
        return out.decode()

    async def caller(self, email: str) -> "Caller":
        """The API as `email` may use it."""
        token = (await self.run("auth", "token", "--as", email)).split()[-1]
        client = httpx2.AsyncClient(
            headers={"Authorization": f"Bearer {token}"}, timeout=httpx2.Timeout(HTTP_SECONDS)
        )
        self._clients.append(client)
        return Caller(self, client)


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody's access to all four APIs."""

    system: System
    http: httpx2.AsyncClient

    async def get(self, service: str, path: str, **parameters: str) -> Any:
        """The JSON at `/api/v1<path>`; AssertionError on a refusal."""
        answer = await self.http.get(self._url(service, path), params=parameters)
        assert answer.status_code == 200, f"{answer.status_code} {answer.text}"
        return answer.json()

    async def post(
        self, service: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> httpx2.Response:
        """The answer, whatever it is."""
        return await self.http.post(self._url(service, path), json=body, headers=headers)

    def _url(self, service: str, path: str) -> str:
        return f"http://127.0.0.1:{self.system.settings.service_port(service)}/api/v1{path}"


def _free_ports() -> dict[str, str]:
    with ExitStack() as held:
        sockets = {name: held.enter_context(socket.socket()) for name in DEFAULT_PORTS}
        for each in sockets.values():
            each.bind(("127.0.0.1", 0))
        return {name: str(each.getsockname()[1]) for name, each in sockets.items()}
