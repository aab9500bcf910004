"""Auth as its attackers find it."""

from tests.auth.component.conftest import auth_database, world

__all__ = ["auth_database", "world"]
