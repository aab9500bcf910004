"""Removing what an installation keeps: data, secrets, logs, environment."""

import shutil
from pathlib import Path

from deploy.native.identity import unprivileged_identity
from deploy.native.places import CHECKOUT, local_directory, server_directory

VENDORED = "chassis/src/chassis/pages/static/vendor"
GENERATED = (
    ".venv",
    ".local",
    "chassis/node_modules",
    VENDORED,
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
)


def remove_everything(checkout: Path = CHECKOUT) -> None:
    """Remove data and environments; downloads stay in the cache of the user."""
    local_directory(checkout)
    shutil.rmtree(server_directory(unprivileged_identity(), checkout))
    for name in GENERATED:
        shutil.rmtree(checkout / name, ignore_errors=True)
