"""Where a checkout keeps what it generates, and what to do when the servers' account cannot get there."""

import hashlib
import os
import shutil
from pathlib import Path
from typing import Final

from deploy.native.identity import Identity, can_reach

CHECKOUT: Final = Path(__file__).resolve().parents[2]
FALLBACK_ROOT: Final = Path("/var/tmp")  # noqa: S108 - survives a restart, and any account may enter it
CACHE_SETTING: Final = "XDG_CACHE_HOME"


def local_directory(checkout: Path = CHECKOUT) -> Path:
    """The checkout's own place for secrets, logs and state."""
    directory = checkout / ".local"
    directory.mkdir(exist_ok=True)
    return directory


def server_directory(identity: Identity | None, checkout: Path = CHECKOUT) -> Path:
    """Where PostgreSQL and RabbitMQ keep data and programs: `.local`, if their account can enter it.

    Otherwise (a checkout under a closed directory such as root's home) a directory of this checkout's own
    under /var/tmp.
    """
    local = local_directory(checkout)
    if identity is None or can_reach(identity, local):
        return local
    digest = hashlib.sha256(str(checkout).encode()).hexdigest()[:12]
    directory = FALLBACK_ROOT / f"popug-{os.geteuid()}-{digest}"
    directory.mkdir(mode=0o755, exist_ok=True)
    _require_own(directory)
    return directory


def _require_own(directory: Path) -> None:
    if directory.stat().st_uid != os.geteuid() or directory.is_symlink():
        raise PermissionError(f"{directory} belongs to somebody else; remove it and try again.")


def cache_directory() -> Path:
    """Where downloads are kept for every checkout of this user."""
    home = os.environ.get(CACHE_SETTING) or str(Path.home() / ".cache")
    directory = Path(home) / "popug"
    directory.mkdir(parents=True, exist_ok=True)
    return directory


def within_reach(programs: Path, identity: Identity | None, place: Path) -> Path:
    """The same programs where the identity can run them: copied below `place` when it cannot enter theirs.

    `programs` is `<package>/<installation>/bin`. The installation comes along, and `<package>.libs`, which a
    wheel's programs look for beside their package.
    """
    if can_reach(identity, programs):
        return programs
    installation, package = programs.parent, programs.parent.parent
    copy = place / "programs"
    if not copy.exists():
        partial = copy.with_name(f"{copy.name}.partial")
        shutil.rmtree(partial, ignore_errors=True)
        shutil.copytree(installation, partial / package.name / installation.name, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, partial / libraries.name, symlinks=True)
        partial.rename(copy)
    return copy / package.name / installation.name / programs.name
