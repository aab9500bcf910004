"""What accounting is told by its environment, and how it complains."""

from typing import Any

import pytest
from pydantic import ValidationError

from accounting.settings import AccountingSettings
from chassis.cli.settings import explain
from chassis.mail import MailServer
from tests.accounting.builders import PRICE_KEY

USUAL: dict[str, Any] = {
    "database_url": "postgresql+asyncpg://accounting@localhost/accounting",
    "rabbitmq_url": "amqp://localhost",
    "public_url": "http://localhost:8002",
    "issuer": "http://localhost:8000",
    "session_secret": "a secret",
    "auth_url": "http://localhost:8000",
    "tracker_url": "http://localhost:8001",
    "accounting_url": "http://localhost:8002",
    "analytics_url": "http://localhost:8003",
    "price_key": PRICE_KEY,
}


def test_prices_are_ten_to_twenty_and_twenty_to_forty_unless_told_otherwise() -> None:
    tariff = AccountingSettings(**USUAL).tariff

    assert (tariff.fee_dollars, tariff.reward_dollars) == ((10, 20), (20, 40))


def test_no_day_is_closed_ahead_of_time_unless_told_so() -> None:
    assert AccountingSettings(**USUAL).close_ahead_of_time is False


def test_the_mail_server_is_a_part_of_the_settings() -> None:
    settings = AccountingSettings(**USUAL, smtp_host="mail.popug.inc")

    assert settings.mail_server == MailServer("mail.popug.inc", 25, greeting="popug.inc")


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ({"price_key": "short"}, "at least 16 characters"),
        ({"fee_dollars_min": 30}, "POPUG_FEE_DOLLARS_MIN..MAX must be positive and ascending, not 30..20"),
        ({"reward_dollars_min": 0}, "POPUG_REWARD_DOLLARS_MIN..MAX must be positive and ascending"),
        ({"company_time_zone": "Mars/Olympus"}, "no IANA time zone"),
        ({"smtp_user": "popug", "smtp_password": "short"}, "in the clear"),
    ],
)
def test_a_wrong_setting_is_explained_without_its_value(wrong: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValidationError) as refused:
        AccountingSettings(**{**USUAL, **wrong})

    assert complaint in explain(refused.value)
    assert "short" not in explain(refused.value)
