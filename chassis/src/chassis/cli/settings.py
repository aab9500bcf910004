"""What the commands every service has read from the environment, and how a wrong setting is explained."""

from typing import Literal

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "POPUG_"
EXAMPLES = {
    "database_url": "postgresql+asyncpg://tracker:secret@localhost:5432/tracker",
    "database_owner_url": "postgresql+asyncpg://tracker_owner:secret@localhost:5432/tracker",
    "rabbitmq_url": "amqp://tracker:secret@localhost:5672/",
    "http_host": "127.0.0.1",
    "http_port": "8001",
    "public_url": "http://localhost:8001",
    "issuer": "http://localhost:8000",
    "auth_url": "http://localhost:8000",
    "tracker_url": "http://localhost:8001",
    "accounting_url": "http://localhost:8002",
    "analytics_url": "http://localhost:8003",
    "client_secret": "a long random text, the same as auth knows for this client",
    "session_secret": "a long random text",
    "company_time_zone": "Europe/Moscow",
    "environment": "production",
    "log_format": "json",
}


class _Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", hide_input_in_errors=True)


class ListenSettings(_Settings):
    """Where `web` listens and what logs look like."""

    http_host: str = "127.0.0.1"
    http_port: int = 8000
    log_format: Literal["json", "console"] = "json"


class OwnerSettings(_Settings):
    """What `migrate` and `log` need."""

    database_owner_url: SecretStr


class BrokerSettings(_Settings):
    """What `dead` needs."""

    rabbitmq_url: SecretStr


class DatabaseSettings(_Settings):
    """What `sync status` needs."""

    database_url: SecretStr


def explain(error: ValidationError) -> str:
    """`error` for whoever set the variables: which one, what is wrong, what it may look like; no values."""
    lines = [
        f"{_variable(problem['loc'])}: {problem['msg']}{_example(problem['loc'])}"
        for problem in error.errors()
    ]
    return "\n".join(["The settings are not right:", *(f"  {line}" for line in lines)])


def _variable(location: tuple[int | str, ...]) -> str:
    name = "_".join(str(part) for part in location)
    return name.upper() if name.upper().startswith(PREFIX) else f"{PREFIX}{name.upper()}"


def _example(location: tuple[int | str, ...]) -> str:
    name = str(location[0]).lower().removeprefix(PREFIX.lower()) if location else ""
    return f" (for example {EXAMPLES[name]})" if name in EXAMPLES else ""
