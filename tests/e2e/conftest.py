"""What journeys use: a running system, and a browser where pages are concerned."""

from tests.system.fixtures import company, only_system, pytest_runtest_makereport, system

__all__ = ["company", "only_system", "pytest_runtest_makereport", "system"]
