"""What fault tests use: a running system whose parts they may kill."""

from tests.system.fixtures import pytest_runtest_makereport, system

__all__ = ["pytest_runtest_makereport", "system"]
