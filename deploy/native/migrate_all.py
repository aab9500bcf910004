"""Bring every database up to date: what `python -m <service> migrate` does, for all in one process.

One process, because importing what a migration needs takes longer than finding that there is nothing to do.
`POPUG_OWNER_URLS` is JSON: service to the address of its database as the role that owns it.
"""

import json
import os
from collections.abc import Mapping
from typing import Final

VARIABLE: Final = "POPUG_OWNER_URLS"


def migrate_all(owner_urls: Mapping[str, str]) -> None:
    """Migrate one database after the other; the first failure ends it."""
    from chassis.postgres.migrations import migrate  # Not above: whoever starts this needs only its name.

    for service, url in owner_urls.items():
        migrate(service, url)


if __name__ == "__main__":
    migrate_all(json.loads(os.environ[VARIABLE]))
