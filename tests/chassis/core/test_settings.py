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


def test_knows_the_dashboards_of_services_beyond_the_four() -> None:
    further = "warehouse=http://localhost:8004,cages=https://cages.test"

    dashboards = settings(further_dashboards=further).dashboards

    assert list(dashboards) == ["auth", "tracker", "accounting", "analytics", "warehouse", "cages"]
    assert dashboards["warehouse"] == "http://localhost:8004"


@pytest.mark.parametrize("text", ["warehouse", "warehouse=8004", "http://localhost:8004", "a=http://a,"])
def test_refuses_a_dashboard_without_a_name_or_an_address(text: str) -> None:
    with pytest.raises(ValidationError, match="warehouse=http"):
        settings(further_dashboards=text)
