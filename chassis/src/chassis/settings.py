"""What every service is told by its environment; read once, at start-up, in the composition root."""

import re
from collections.abc import Mapping
from datetime import tzinfo
from ipaddress import ip_network
from typing import Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

FURTHER_DASHBOARDS = re.compile(r"([a-z][a-z0-9]*=https?://[^\s,]+(,(?!$)|$))*")


class ServiceSettings(BaseSettings):
    """Settings common to all services: environment variables with the prefix `POPUG_`.

    URLs carry no trailing slash. `issuer_internal_url` is how services reach auth when that differs from how
    browsers do; `database_owner_url` is used by `migrate` alone. `demo` lets the installation be filled with
    a made-up history. The limits on requests hold in each web process over ten seconds, so that a burst may
    be ten times as high; 0 is no limit. `trusted_proxies` are networks, comma-separated, whose
    `X-Forwarded-For` is believed, an ingress's for example; nobody's unless named. `further_dashboards` are
    the addresses of services beyond the four, comma-separated: `warehouse=http://localhost:8004`.
    `crash_points` is what fault tests kill processes with.
    """

    model_config = SettingsConfigDict(env_prefix="POPUG_", extra="ignore", hide_input_in_errors=True)

    database_url: SecretStr
    database_owner_url: SecretStr | None = None
    rabbitmq_url: SecretStr
    http_host: str = "127.0.0.1"
    http_port: int = 8000
    public_url: str
    issuer: str
    issuer_internal_url: str | None = None
    client_secret: SecretStr | None = None
    session_secret: SecretStr
    company_time_zone: str = "Europe/Moscow"
    environment: Literal["development", "production"] = "production"
    log_format: Literal["json", "console"] = "json"
    demo: bool = False
    auth_url: str
    tracker_url: str
    accounting_url: str
    analytics_url: str
    further_dashboards: str = ""
    requests_per_second_per_caller: int = Field(default=100, ge=0)
    requests_per_second_per_address: int = Field(default=300, ge=0)
    trusted_proxies: str = ""
    crash_points: str | None = None

    @field_validator("company_time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"{name!r} is no IANA time zone; try Europe/Moscow") from error
        return name

    @field_validator("further_dashboards")
    @classmethod
    def _are_named_addresses(cls, text: str) -> str:
        if not FURTHER_DASHBOARDS.fullmatch(text):
            raise ValueError("give names and addresses such as warehouse=http://localhost:8004")
        return text

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, text: str) -> str:
        try:
            networks = [ip_network(part.strip()) for part in text.split(",") if part.strip()]
        except ValueError as error:
            raise ValueError(f"{error}; give networks such as 10.0.0.0/8, comma-separated") from error
        if any(network.prefixlen == 0 for network in networks):
            raise ValueError("trusting everybody lets everybody choose the address they come from")
        return text

    @model_validator(mode="after")
    def _no_crashes_in_production(self) -> Self:
        if self.crash_points is not None and self.environment == "production":
            raise ValueError(
                "POPUG_CRASH_POINTS kills processes and is for fault tests; unset it in production"
            )
        return self

    @property
    def dashboards(self) -> Mapping[str, str]:
        """Every service's address as browsers see it, by the service's name."""
        further = [part.partition("=") for part in self.further_dashboards.split(",") if part]
        return {
            "auth": self.auth_url,
            "tracker": self.tracker_url,
            "accounting": self.accounting_url,
            "analytics": self.analytics_url,
            **{name: address for name, _, address in further},
        }

    @property
    def time_zone(self) -> tzinfo:
        """The company's time zone, which decides when a business day ends."""
        return ZoneInfo(self.company_time_zone)
