"""The broker's definitions, completed with what must not be written down: the users' passwords."""

import base64
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from deploy.errors import DeployError

DEFINITIONS: Final = Path(__file__).with_name("definitions.json")
HASHING: Final = "rabbit_password_hashing_sha256"
SALT_BYTES: Final = 4
SCOPED: Final = ("permissions", "exchanges", "queues", "bindings")
TOPOLOGY: Final = ("exchanges", "queues", "bindings")

Definitions = dict[str, list[dict[str, Any]]]


def read_definitions(path: Path = DEFINITIONS) -> Definitions:
    """The definitions as they are in the repository, without any secret."""
    definitions: Definitions = json.loads(path.read_text())
    return definitions


def with_passwords(definitions: Definitions, passwords: Mapping[str, str]) -> Definitions:
    """The definitions with a password hash for every user; a user without a password is an error."""
    missing = sorted({user["name"] for user in definitions["users"]} - set(passwords))
    if missing:
        raise DeployError(f"There is no password for the broker's users {', '.join(missing)}.")
    users = [
        user | {"password_hash": password_hash(passwords[user["name"]]), "hashing_algorithm": HASHING}
        for user in definitions["users"]
    ]
    return definitions | {"users": users}


def in_vhost(definitions: Definitions, vhost: str) -> Definitions:
    """The same definitions, moved from the vhost they name into another one."""
    moved = {part: [item | {"vhost": vhost} for item in definitions[part]] for part in SCOPED}
    return definitions | moved | {"vhosts": [{"name": vhost}]}


def without_topology(definitions: Definitions) -> Definitions:
    """Users, vhosts and permissions alone."""
    return definitions | {part: [] for part in TOPOLOGY}


def password_hash(password: str, salt: bytes | None = None) -> str:
    """RabbitMQ's salted SHA-256: base64 of the salt followed by the digest of salt and password."""
    salt = os.urandom(SALT_BYTES) if salt is None else salt
    digest = hashlib.sha256(salt + password.encode()).digest()
    return base64.b64encode(salt + digest).decode()
