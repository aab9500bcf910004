import pytest
from pydantic import ValidationError

from chassis.settings import ServiceSettings


def settings(**changed: str) -> ServiceSettings:
    given = {
        "database_url": "postgresql+asyncpg://tracker@localhost/tracker",
        "rabbitmq_url": "amqp://tracker@localhost/",
        "session_secret": "a secret of some length",
        **{
            f"{name}_url": "http://localhost"
            for name in ("public", "auth", "tracker", "accounting", "analytics")
        },
        "issuer": "http://localhost",
    }
    return ServiceSettings.model_validate(given | changed)


def test_refuses_crash_points_in_production() -> None:
    with pytest.raises(ValidationError, match="POPUG_CRASH_POINTS kills processes"):
        settings(environment="production", crash_points="/somewhere")


def test_takes_crash_points_in_development() -> None:
    assert settings(environment="development", crash_points="/somewhere").crash_points == "/somewhere"


def test_names_a_time_zone_that_does_not_exist() -> None:
    with pytest.raises(ValidationError, match="'Europe/Popugsk' is no IANA time zone"):
        settings(company_time_zone="Europe/Popugsk")
