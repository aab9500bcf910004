"""What every test may use: the run's servers."""

from tests.infrastructure import (
    postgres,
    pytest_sessionfinish,
    pytest_sessionstart,
    rabbitmq,
    service_database,
    test_run,
    vhost,
)

__all__ = [
    "postgres",
    "pytest_sessionfinish",
    "pytest_sessionstart",
    "rabbitmq",
    "service_database",
    "test_run",
    "vhost",
]
