"""What an installation can be told: ports, names and whether it shows a demo; read from the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from deploy.errors import DeployError
from deploy.services import SERVICES

PORT_MAX: Final = 65535

# Below the range that the kernel hands out for outgoing connections, and beside the usual ports of a
# PostgreSQL or RabbitMQ that this machine may run for others.
DEFAULT_PORTS: Final[Mapping[str, int]] = {
    "AUTH_PORT": 8000,
    "TRACKER_PORT": 8001,
    "ACCOUNTING_PORT": 8002,
    "ANALYTICS_PORT": 8003,
    "AUTH_WORKER_PORT": 8010,
    "TRACKER_WORKER_PORT": 8011,
    "ACCOUNTING_WORKER_PORT": 8012,
    "ANALYTICS_WORKER_PORT": 8013,
    "MAIL_PORT": 8025,
    "SMTP_PORT": 1025,
    "POSTGRES_PORT": 15432,
    "RABBITMQ_PORT": 15690,
    "RABBITMQ_DISTRIBUTION_PORT": 15691,
    "RABBITMQ_EPMD_PORT": 15694,
}
COMPANY_TIME_ZONE: Final = "Europe/Moscow"
PUBLIC_HOST: Final = "localhost"


@dataclass(frozen=True, slots=True)
class InstallationSettings:
    """The choices made for one installation."""

    ports: Mapping[str, int]
    public_host: str
    company_time_zone: str
    demo: bool

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "InstallationSettings":
        """Read `<NAME>_PORT`, `PUBLIC_HOST`, `COMPANY_TIME_ZONE` and `DEMO`."""
        return cls(
            ports={name: _port(environment, name, default) for name, default in DEFAULT_PORTS.items()},
            public_host=environment.get("PUBLIC_HOST", PUBLIC_HOST),
            company_time_zone=environment.get("COMPANY_TIME_ZONE", COMPANY_TIME_ZONE),
            demo=environment.get("DEMO", "1") not in {"0", "no", "false"},
        )

    def service_port(self, service: str) -> int:
        """Where the service's web process listens."""
        return self.ports[f"{service.upper()}_PORT"]

    def worker_port(self, service: str) -> int:
        """Where the service's worker answers health checks."""
        return self.ports[f"{service.upper()}_WORKER_PORT"]

    def service_url(self, service: str) -> str:
        """The service's address as browsers see it."""
        return f"http://{self.public_host}:{self.service_port(service)}"

    @property
    def service_urls(self) -> Mapping[str, str]:
        """Every service's address as browsers see it."""
        return {service: self.service_url(service) for service in SERVICES}

    @property
    def mail_url(self) -> str:
        """The mail catcher's inbox."""
        return f"http://{self.public_host}:{self.ports['MAIL_PORT']}"


def _port(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name, str(default))
    if not text.isdecimal() or not 0 < int(text) <= PORT_MAX:
        raise DeployError(f"{name}={text} is not a port; give a number between 1 and {PORT_MAX}.")
    return int(text)
