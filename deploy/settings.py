"""What an installation can be told: ports, names and whether it shows a demo; read from the environment."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.errors import DeployError
from deploy.services import SERVICES, THE_FOUR

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
CHOICES: Final = (*DEFAULT_PORTS, "RABBITMQ_MANAGEMENT_PORT", "PUBLIC_HOST", "COMPANY_TIME_ZONE", "DEMO")
CHOICES_FILE: Final = "choices.json"
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
    def from_choices(cls, choices: Mapping[str, str]) -> "InstallationSettings":
        """From `<NAME>_PORT`, `PUBLIC_HOST`, `COMPANY_TIME_ZONE` and `DEMO`, each with a default."""
        ports = {name: _port(choices, name, default) for name, default in DEFAULT_PORTS.items()}
        _require_distinct(ports)
        return cls(
            ports=ports,
            public_host=choices.get("PUBLIC_HOST", PUBLIC_HOST),
            company_time_zone=choices.get("COMPANY_TIME_ZONE", COMPANY_TIME_ZONE),
            demo=choices.get("DEMO", "1") not in {"0", "no", "false"},
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
    def further_dashboards(self) -> str:
        """The addresses of services beyond the four as settings of services tell them."""
        return ",".join(f"{name}={url}" for name, url in self.service_urls.items() if name not in THE_FOUR)

    @property
    def mail_url(self) -> str:
        """The mail catcher's inbox."""
        return f"http://{self.public_host}:{self.ports['MAIL_PORT']}"


def choices_made(local: Path) -> Mapping[str, str]:
    """What the running system was started with, overridden by what is asked for now."""
    path = local / CHOICES_FILE
    kept: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    return kept | _asked_for()


def keep_choices(local: Path) -> None:
    """Remember what was asked for now, for those who look at the system later without asking for it again.

    What makes no sense is refused with a `DeployError` and not remembered.
    """
    InstallationSettings.from_choices(choices_made(local))
    (local / CHOICES_FILE).write_text(json.dumps(choices_made(local)))


def forget_choices(local: Path) -> None:
    """The next start begins with the defaults."""
    (local / CHOICES_FILE).unlink(missing_ok=True)


def _asked_for() -> dict[str, str]:
    return {name: value for name in CHOICES if (value := os.environ.get(name))}


def _port(choices: Mapping[str, str], name: str, default: int) -> int:
    text = choices.get(name, str(default))
    if not text.isdecimal() or not 0 < int(text) <= PORT_MAX:
        raise DeployError(f"{name}={text} is not a port; give a number between 1 and {PORT_MAX}.")
    return int(text)


def _require_distinct(ports: Mapping[str, int]) -> None:
    settings_of: dict[int, list[str]] = {}
    for name, number in ports.items():
        settings_of.setdefault(number, []).append(name)
    shared = {number: names for number, names in settings_of.items() if len(names) > 1}
    if shared:
        raise DeployError(
            "\n".join(
                f"{' and '.join(names)} are both {number}; give each a port of its own."
                for number, names in shared.items()
            )
        )
