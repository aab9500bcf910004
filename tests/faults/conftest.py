"""What fault tests use: a running system whose parts they may kill."""

from tests.system.fixtures import system

__all__ = ["system"]
