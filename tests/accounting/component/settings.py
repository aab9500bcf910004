"""Accounting's settings over the servers of a test run."""

from collections.abc import Mapping
from typing import Any

from pydantic import SecretStr

from accounting.settings import AccountingSettings
from tests.accounting.builders import PRICE_KEY
from tests.infrastructure import BrokerUrls, DatabaseUrls

AUTH = "http://auth.test"
ACCOUNTING = "http://accounting.test"
SECRET = "a secret that is long enough for tests"
NO_BROKER = "amqp://127.0.0.1:9/"


def settings_over(urls: DatabaseUrls, broker: BrokerUrls | None = None, **changes: Any) -> AccountingSettings:
    """Fees are $10.00 and rewards $30.00."""
    usual: dict[str, Any] = {
        "database_url": SecretStr(urls.runtime),
        "rabbitmq_url": SecretStr(NO_BROKER if broker is None else broker["accounting"]),
        "public_url": ACCOUNTING,
        "issuer": AUTH,
        "client_secret": SecretStr("accounting-secret"),
        "session_secret": SecretStr(SECRET),
        "auth_url": AUTH,
        "tracker_url": "http://tracker.test",
        "accounting_url": ACCOUNTING,
        "analytics_url": "http://analytics.test",
        "price_key": SecretStr(PRICE_KEY),
        "fee_dollars_max": 10,
        "reward_dollars_min": 30,
        "reward_dollars_max": 30,
        "close_ahead_of_time": True,
    }
    return AccountingSettings(**{**usual, **changes})


def environment_over(urls: DatabaseUrls, broker: BrokerUrls, port: int) -> Mapping[str, str]:
    """The same, as a process is told."""
    address = f"http://127.0.0.1:{port}"
    return {
        "POPUG_DATABASE_URL": urls.runtime,
        "POPUG_RABBITMQ_URL": broker["accounting"],
        "POPUG_HTTP_PORT": str(port),
        "POPUG_PUBLIC_URL": address,
        "POPUG_ISSUER": AUTH,
        "POPUG_CLIENT_SECRET": "accounting-secret",
        "POPUG_SESSION_SECRET": SECRET,
        "POPUG_AUTH_URL": AUTH,
        "POPUG_TRACKER_URL": "http://tracker.test",
        "POPUG_ACCOUNTING_URL": address,
        "POPUG_ANALYTICS_URL": "http://analytics.test",
        "POPUG_PRICE_KEY": PRICE_KEY,
        "POPUG_CLOSE_AHEAD_OF_TIME": "true",
    }
