"""What every test may use: the run's servers, and marks to choose tests by."""

from tests.infrastructure import (
    postgres,
    pytest_collection_finish,
    pytest_sessionfinish,
    pytest_sessionstart,
    rabbitmq,
    service_database,
    test_run,
    vhost,
)
from tests.selection import pytest_collection_modifyitems, pytest_configure

__all__ = [
    "postgres",
    "pytest_collection_finish",
    "pytest_collection_modifyitems",
    "pytest_configure",
    "pytest_sessionfinish",
    "pytest_sessionstart",
    "rabbitmq",
    "service_database",
    "test_run",
    "vhost",
]
