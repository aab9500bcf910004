"""What fault tests use: a running system whose parts they may kill."""

from tests.system.fixtures import company, only_system, pytest_runtest_makereport, system

__all__ = ["company", "only_system", "pytest_runtest_makereport", "system"]
