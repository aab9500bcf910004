"""What the processes of an installation take over from the terminal it is started from: next to nothing.

What they are told has to be the same from every terminal; otherwise a second start would restart them.
"""

import os
from pathlib import Path
from typing import Final

SYSTEM_PATH: Final = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
FIXED: Final = {"PATH": SYSTEM_PATH, "LANG": "C.UTF-8"}
# One arena instead of one per core: long-lived asyncio processes gain nothing from more, and keep less.
FIXED_FOR_PYTHON: Final = {"PYTHONUNBUFFERED": "1", "MALLOC_ARENA_MAX": "1"}
KEPT_PREFIXES: Final = ("OTEL_", "FASTAPI_OTEL_", "POPUG_")


def inherited_environment() -> dict[str, str]:
    """For our Python processes: telemetry settings, and whatever was set for the services on purpose."""
    kept = {key: value for key, value in os.environ.items() if key.startswith(KEPT_PREFIXES)}
    return {**FIXED, **FIXED_FOR_PYTHON, "HOME": str(Path.home()), **kept}
