"""What journeys use: a running system, and a browser where pages are concerned."""

from tests.system.fixtures import pytest_runtest_makereport, system

__all__ = ["pytest_runtest_makereport", "system"]
