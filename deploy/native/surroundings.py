"""What our Python processes take over from the environment they are started in."""

import os
from typing import Final

# One arena instead of one per core: long-lived asyncio processes gain nothing from more, and keep less.
FIXED: Final = {"PYTHONUNBUFFERED": "1", "MALLOC_ARENA_MAX": "1"}
KEPT: Final = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "SSL_CERT_FILE", "PYTHONDONTWRITEBYTECODE")
KEPT_PREFIXES: Final = ("OTEL_", "FASTAPI_OTEL_", "POPUG_")


def inherited_environment() -> dict[str, str]:
    """Paths, language and telemetry settings, and whatever was set for the services on purpose."""
    kept = {key: value for key, value in os.environ.items() if key in KEPT or key.startswith(KEPT_PREFIXES)}
    return {**kept, **FIXED}
