"""The environment variables that each process of a service is started with."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from deploy.installation_secrets import InstallationSecrets
from deploy.services import SERVICES, THE_FOUR
from deploy.settings import InstallationSettings

SIGN_IN_CLIENTS: Final = tuple(service for service in SERVICES if service != "auth")
LOOPBACK: Final = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class ServiceEnvironments:
    """What an installation on this machine tells its services."""

    settings: InstallationSettings
    secrets: InstallationSecrets

    def of(self, service: str, process: str) -> Mapping[str, str]:
        """Variables for `web`, `worker` or a command of the service."""
        port = self.settings.worker_port if process == "worker" else self.settings.service_port
        return {
            **self._shared(),
            **self._connections(service),
            "POPUG_HTTP_HOST": LOOPBACK,
            "POPUG_HTTP_PORT": str(port(service)),
            "POPUG_PUBLIC_URL": self.settings.service_url(service),
            "POPUG_SESSION_SECRET": self.secrets[f"{service}_session"],
            "POPUG_CLIENT_SECRET": self.secrets[f"{service}_client"],
            **self._of_its_own(service),
        }

    def owner_url(self, service: str) -> str:
        """The service's database as the role that owns its tables, for migrations alone."""
        return self._database(service, "_owner")

    def _shared(self) -> Mapping[str, str]:
        urls = {f"POPUG_{service.upper()}_URL": url for service, url in self.settings.service_urls.items()}
        return {
            **urls,
            "POPUG_FURTHER_DASHBOARDS": self.settings.further_dashboards,
            "POPUG_ISSUER": self.settings.service_url("auth"),
            "POPUG_ISSUER_INTERNAL_URL": f"http://{LOOPBACK}:{self.settings.service_port('auth')}",
            "POPUG_COMPANY_TIME_ZONE": self.settings.company_time_zone,
            "POPUG_ENVIRONMENT": "development",
            "POPUG_LOG_FORMAT": "json",
            "POPUG_DEMO": "true" if self.settings.demo else "false",
        }

    def _connections(self, service: str) -> Mapping[str, str]:
        broker = f"{LOOPBACK}:{self.settings.ports['RABBITMQ_PORT']}"
        password = quote(self.secrets[f"{service}_broker"], safe="")
        return {
            "POPUG_DATABASE_URL": self._database(service, ""),
            "POPUG_RABBITMQ_URL": f"amqp://{service}:{password}@{broker}/",
        }

    def _database(self, service: str, role: str) -> str:
        password = quote(self.secrets[f"{service}_database{role}"], safe="")
        server = f"{LOOPBACK}:{self.settings.ports['POSTGRES_PORT']}"
        return f"postgresql+asyncpg://{service}{role}:{password}@{server}/{service}"

    def _reached_at(self, service: str) -> str:
        return f"http://{LOOPBACK}:{self.settings.service_port(service)}"

    def _of_its_own(self, service: str) -> Mapping[str, str]:
        mail = {"POPUG_SMTP_HOST": LOOPBACK, "POPUG_SMTP_PORT": str(self.settings.ports["SMTP_PORT"])}
        if service == "auth":
            return mail | {
                "POPUG_CLIENTS": json.dumps(sign_in_clients(self.settings, self.secrets, self._reached_at)),
                "POPUG_KEY_ENCRYPTION_KEY": self.secrets["key_encryption_key"],
            }
        if service == "accounting":
            return mail | {
                "POPUG_PRICE_KEY": self.secrets["price_key"],
                "POPUG_CLOSE_AHEAD_OF_TIME": "true" if self.settings.demo else "false",
            }
        return {}


def sign_in_clients(
    settings: InstallationSettings, secrets: InstallationSecrets, reached_at: Callable[[str], str]
) -> dict[str, dict[str, object]]:
    """The services that sign people in through auth: the secrets they prove it with, and where auth's worker,
    which finds a service at `reached_at`, tells them that somebody has signed out."""
    return {
        service: {
            "secret": secrets[f"{service}_client"],
            "back_channel_logout_uri": f"{reached_at(service)}/back-channel-logout",
            **_home_of(service, settings),
        }
        for service in SIGN_IN_CLIENTS
    }


def _home_of(service: str, settings: InstallationSettings) -> dict[str, list[str]]:
    """Where auth sends people back to; it knows that of the four by settings of its own."""
    if service in THE_FOUR:
        return {}
    home = settings.service_url(service)
    return {"redirect_uris": [f"{home}/sign-in/callback"], "post_logout_redirect_uris": [f"{home}/"]}
