"""What journeys use: a running system, and a browser where pages are concerned."""

from tests.system.fixtures import system

__all__ = ["system"]
