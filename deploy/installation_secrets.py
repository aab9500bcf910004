"""Passwords and keys of one installation: drawn once, kept where only their owner can read them."""

import base64
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from deploy.services import SERVICES

FILE_NAME: Final = "secrets.json"
KEY_BYTES: Final = 32


def _names() -> tuple[str, ...]:
    per_service = [
        f"{service}_{purpose}"
        for service in SERVICES
        for purpose in ("database", "database_owner", "broker", "session", "client")
    ]
    return ("postgres", "broker_admin", "price_key", "key_encryption_key", *per_service)


class InstallationSecrets:
    """Secret by name; every name the installation needs has one."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = dict(values)

    @classmethod
    def kept_in(cls, directory: Path) -> "InstallationSecrets":
        """The secrets of this installation; what is missing is drawn now and kept."""
        path = directory / FILE_NAME
        known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
        missing = {name: _draw(name) for name in _names() if name not in known}
        if missing:
            write_privately(path, json.dumps(known | missing, indent=1))
        return cls(known | missing)

    def __getitem__(self, name: str) -> str:
        return self._values[name]

    def broker_passwords(self) -> Mapping[str, str]:
        """Password by RabbitMQ user."""
        users = {service: self[f"{service}_broker"] for service in SERVICES}
        return users | {"admin": self["broker_admin"]}


def _draw(name: str) -> str:
    if name.endswith("_key"):
        return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()
    return secrets.token_urlsafe(KEY_BYTES)


def write_privately(path: Path, text: str) -> None:
    """Replace the file by one that only its owner can read."""
    partial = path.with_name(f"{path.name}.partial")
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    partial.rename(path)
