"""Whether the process of this container is ready: exit code 0 or 1."""

import os
import sys
import urllib.request
from typing import Final

TIMEOUT_SECONDS: Final = 3


def is_ready() -> bool:
    """Ask the process that shares this container."""
    url = f"http://127.0.0.1:{os.environ.get('POPUG_HTTP_PORT', '8000')}/health/ready"
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT_SECONDS):
            return True
    except OSError as refusal:
        print(refusal, file=sys.stderr)
        return False


if __name__ == "__main__":
    sys.exit(0 if is_ready() else 1)
