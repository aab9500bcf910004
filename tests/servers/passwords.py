"""Passwords of a test run's servers, which listen on loopback and live as long as the run."""

from typing import Final

from deploy.databases import Roles
from deploy.services import SERVICES

BROKER_PASSWORDS: Final = {name: f"{name}-test-password" for name in (*SERVICES, "admin")}


def roles_of(service: str) -> Roles:
    """The roles of a service's test databases."""
    return Roles(service, f"{service}-test-password", f"{service}-owner-test-password")
