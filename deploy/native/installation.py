"""A native installation: its settings, secrets and places, and the processes it consists of."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.databases import Roles
from deploy.installation_secrets import InstallationSecrets
from deploy.native.identity import Identity, unprivileged_identity
from deploy.native.places import CHECKOUT, local_directory, server_directory, within_reach
from deploy.native.ports import LOOPBACK, PortUse
from deploy.native.postgres import PostgresServer
from deploy.native.postgres_programs import find_postgres_programs
from deploy.native.processes import ProcessSpec
from deploy.native.rabbitmq import RabbitmqNode, RabbitmqPorts
from deploy.native.rabbitmq_programs import find_rabbitmq_programs
from deploy.native.supervision import Supervision
from deploy.native.surroundings import inherited_environment
from deploy.rabbitmq.topology import read_definitions, with_passwords
from deploy.service_environment import ServiceEnvironments
from deploy.services import SERVICES
from deploy.settings import InstallationSettings, choices_made

SERVICE_STAGE: Final = 2
SERVICE_STOP_GRACE_SECONDS: Final = 15.0
PROCESSES: Final = ("web", "worker")
PORT_USERS: Final = {
    "MAIL_PORT": "the mail catcher's page",
    "SMTP_PORT": "the mail catcher",
    "POSTGRES_PORT": "PostgreSQL",
    "RABBITMQ_PORT": "RabbitMQ",
    "RABBITMQ_DISTRIBUTION_PORT": "RabbitMQ's command line tools",
    "RABBITMQ_EPMD_PORT": "Erlang's port mapper",
}


@dataclass(frozen=True, slots=True)
class Installation:
    """Everything that a start, a stop or a look at the system needs to know."""

    settings: InstallationSettings
    secrets: InstallationSecrets
    local: Path
    servers: Path
    identity: Identity | None

    @classmethod
    def here(cls) -> "Installation":
        """The installation of this checkout."""
        identity = unprivileged_identity()
        local = local_directory()
        secrets = InstallationSecrets.kept_in(local)
        settings = InstallationSettings.from_choices(choices_made(local))
        return cls(settings, secrets, local, server_directory(identity), identity)

    @property
    def environments(self) -> ServiceEnvironments:
        """What the services are told."""
        return ServiceEnvironments(self.settings, self.secrets)

    @property
    def supervision(self) -> Supervision:
        """The supervisor that keeps the processes running."""
        return Supervision(self.local)

    def postgres(self) -> PostgresServer:
        """The PostgreSQL server."""
        programs = within_reach(find_postgres_programs(), self.identity, self.servers)
        port = self.settings.ports["POSTGRES_PORT"]
        data = self.servers / "postgres"
        return PostgresServer(programs, data, port, self.secrets["postgres"], self.identity)

    def roles(self, service: str) -> Roles:
        """The roles of the service's database."""
        return Roles(service, self.secrets[f"{service}_database"], self.secrets[f"{service}_database_owner"])

    def rabbitmq(self) -> RabbitmqNode:
        """The RabbitMQ node; it has no management interface, which would need a third of its memory again."""
        names = ("RABBITMQ_PORT", "RABBITMQ_DISTRIBUTION_PORT", "RABBITMQ_EPMD_PORT")
        ports = RabbitmqPorts(*(self.settings.ports[name] for name in names))
        definitions = with_passwords(read_definitions(), self.secrets.broker_passwords())
        programs = find_rabbitmq_programs(self.servers, self.identity)
        return RabbitmqNode(programs, self.servers / "rabbitmq", ports, definitions, self.identity)

    def mail_catcher(self) -> ProcessSpec:
        """The process that keeps the mails the services send."""
        ports = self.settings.ports
        arguments = ("--smtp-port", str(ports["SMTP_PORT"]), "--http-port", str(ports["MAIL_PORT"]))
        return ProcessSpec(
            name="mail",
            command=(sys.executable, "-m", "deploy.mail.catcher", str(self.local / "mail"), *arguments),
            environment=inherited_environment(),
            directory=CHECKOUT,
        )

    def service_processes(self) -> list[ProcessSpec]:
        """Web and worker of every service."""
        return [self._service_process(service, process) for service in SERVICES for process in PROCESSES]

    def _service_process(self, service: str, process: str) -> ProcessSpec:
        return ProcessSpec(
            name=f"{service}-{process}",
            command=(sys.executable, "-m", service, process),
            environment={**inherited_environment(), **self.environments.of(service, process)},
            directory=CHECKOUT,
            stage=SERVICE_STAGE,
            stop_grace_seconds=SERVICE_STOP_GRACE_SECONDS,
        )

    def port_uses(self) -> list[PortUse]:
        """Every port of ours with its user and its setting."""
        return [PortUse(number, _user_of(name), name) for name, number in self.settings.ports.items()]

    def health_urls(self) -> dict[str, str]:
        """Where each process answers whether it is ready."""
        ports = {
            "web": self.settings.service_port,
            "worker": self.settings.worker_port,
        }
        urls = {
            f"{service}-{process}": f"http://{LOOPBACK}:{ports[process](service)}/health/ready"
            for service in SERVICES
            for process in PROCESSES
        }
        return urls | {"mail": f"http://{LOOPBACK}:{self.settings.ports['MAIL_PORT']}/health"}


def _user_of(name: str) -> str:
    service = name.removesuffix("_PORT").lower()
    return PORT_USERS.get(name) or f"{service.removesuffix('_worker')}{_kind_of(service)}"


def _kind_of(service: str) -> str:
    return "'s worker" if service.endswith("_worker") else ""
