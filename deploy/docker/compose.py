"""The system in containers: the variables of docker-compose.yml, and Compose called with them."""

import hashlib
import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.docker.engine import compose_command
from deploy.errors import DeployError
from deploy.installation_secrets import InstallationSecrets, write_privately
from deploy.service_environment import sign_in_clients
from deploy.services import SERVICES
from deploy.settings import DEFAULT_PORTS, InstallationSettings, choices_made

CHECKOUT: Final = Path(__file__).resolve().parents[2]
FILE_NAME: Final = "compose.env"
UP_TIMEOUT_SECONDS: Final = 1800
PROJECT_DIGITS: Final = 8
MANAGEMENT_PORT: Final = "15672"
PUBLISHED_PORTS: Final = (*(f"{service.upper()}_PORT" for service in SERVICES), "MAIL_PORT")
PER_SERVICE: Final = ("database", "database_owner", "broker", "session", "client")
SUFFIXES: Final = {
    "database": "DATABASE_PASSWORD",
    "database_owner": "DATABASE_OWNER_PASSWORD",
    "broker": "BROKER_PASSWORD",
    "session": "SESSION_SECRET",
    "client": "CLIENT_SECRET",
}


def variables(settings: InstallationSettings, secrets: InstallationSecrets) -> Mapping[str, str]:
    """What docker-compose.yml needs to be told."""
    per_service = {
        f"{service.upper()}_{SUFFIXES[purpose]}": secrets[f"{service}_{purpose}"]
        for service in SERVICES
        for purpose in PER_SERVICE
    }
    return {
        **per_service,
        **{name: str(settings.ports[name]) for name in PUBLISHED_PORTS},
        "PUBLIC_HOST": settings.public_host,
        "COMPANY_TIME_ZONE": settings.company_time_zone,
        "FURTHER_DASHBOARDS": settings.further_dashboards,
        "DEMO": "true" if settings.demo else "false",
        "POSTGRES_PASSWORD": secrets["postgres"],
        "BROKER_ADMIN_PASSWORD": secrets["broker_admin"],
        "PRICE_KEY": secrets["price_key"],
        "KEY_ENCRYPTION_KEY": secrets["key_encryption_key"],
        "CLIENTS": json.dumps(sign_in_clients(settings, secrets, inside_address)),
    }


def project_name(secrets: InstallationSecrets) -> str:
    """What containers and volumes are called after: volumes open only to the secrets they were made with."""
    return f"popug-{hashlib.sha256(secrets['postgres'].encode()).hexdigest()[:PROJECT_DIGITS]}"


def inside_address(service: str) -> str:
    """Where other containers reach the service's web process."""
    return f"http://{service}-web:{DEFAULT_PORTS[f'{service.upper()}_PORT']}"


@dataclass(frozen=True, slots=True)
class Compose:
    """Compose with this installation's variables."""

    local: Path
    project: str
    values: Mapping[str, str]

    @classmethod
    def here(cls, local: Path) -> "Compose":
        """The installation of this checkout."""
        secrets = InstallationSecrets.kept_in(local)
        choices = choices_made(local)
        management = choices.get("RABBITMQ_MANAGEMENT_PORT", MANAGEMENT_PORT)
        settings = InstallationSettings.from_choices(choices)
        values = {**variables(settings, secrets), "RABBITMQ_MANAGEMENT_PORT": management}
        return cls(local, project_name(secrets), values)

    def up(self) -> None:
        """Build the images and start every container."""
        told = {"COMPOSE_PROJECT_NAME": self.project, **self.values}
        write_privately(
            self.local / FILE_NAME, "".join(f"{name}='{value}'\n" for name, value in told.items())
        )
        for service in SERVICES:
            self.checked(["build", f"{service}-web"])
        self.checked(["up", "--detach", "--remove-orphans"])

    def run(self, arguments: Sequence[str]) -> int:
        """Call Compose on this terminal; answers its exit code."""
        return subprocess.run(
            self._command(arguments), cwd=CHECKOUT, env=self._environment(), check=False
        ).returncode

    def checked(self, arguments: Sequence[str]) -> str:
        """Call Compose and answer what it printed; a failure is a DeployError with that."""
        answer = subprocess.run(
            self._command(arguments),
            cwd=CHECKOUT,
            env=self._environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=UP_TIMEOUT_SECONDS,
            check=False,
        )
        if answer.returncode != 0:
            raise DeployError(f"docker compose {' '.join(arguments)} failed:\n{answer.stdout.strip()}")
        return answer.stdout

    def _command(self, arguments: Sequence[str]) -> list[str]:
        return [*compose_command(), "--project-name", self.project, *arguments]

    def _environment(self) -> dict[str, str]:
        # BuildKit skips stages that nothing needs, and lets one build feed on another's layers.
        build = {"DOCKER_BUILDKIT": "1", "COMPOSE_DOCKER_CLI_BUILD": "1"}
        return {**os.environ, **self.values, **build}
