"""Auth's settings in tests: cheap passwords, two clients."""

from typing import Any

from auth.settings import AuthSettings

ISSUER = "http://localhost:8000"
TRACKER = "http://localhost:8001"
TRACKER_SECRET = "the tracker's secret, long enough"
ACCOUNTING_SECRET = "accounting's secret, long enough"
KEY_ENCRYPTION_KEY = "a key-encryption key of more than 32 characters"


def auth_settings(database_url: str, **other: Any) -> AuthSettings:
    values: dict[str, Any] = {
        "database_url": database_url,
        "rabbitmq_url": "amqp://auth:auth@127.0.0.1:1/",
        "public_url": ISSUER,
        "issuer": ISSUER,
        "session_secret": "a session secret for tests",
        "environment": "development",
        "auth_url": ISSUER,
        "tracker_url": TRACKER,
        "accounting_url": "http://localhost:8002",
        "analytics_url": "http://localhost:8003",
        "key_encryption_key": KEY_ENCRYPTION_KEY,
        "clients": {
            "tracker": {"secret": TRACKER_SECRET},
            "accounting": {"secret": ACCOUNTING_SECRET},
        },
        "password_passes": 1,
        "password_memory_kib": 8,
        **other,
    }
    return AuthSettings(**values)
