"""The unprivileged account that PostgreSQL and RabbitMQ run as when root starts them."""

import grp
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.errors import DeployError

ACCOUNT_SETTING: Final = "POPUG_SYSTEM_ACCOUNT"
DEFAULT_ACCOUNT: Final = "nobody"


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a process runs as: the ids to switch to before it is executed."""

    uid: int
    gid: int


def unprivileged_identity() -> Identity | None:
    """The account to drop to; None when nothing has to be dropped because we are not root."""
    if os.geteuid() != 0:
        return None
    name = os.environ.get(ACCOUNT_SETTING, DEFAULT_ACCOUNT)
    try:
        account = pwd.getpwnam(name)
    except KeyError:
        raise DeployError(
            f"There is no system account {name!r} to run PostgreSQL and RabbitMQ as; "
            f"name another one with {ACCOUNT_SETTING}."
        ) from None
    return Identity(account.pw_uid, account.pw_gid)


def can_reach(identity: Identity | None, path: Path) -> bool:
    """Whether a process with that identity may enter the directory and read what lies in it."""
    if identity is None:
        return os.access(path, os.R_OK | os.X_OK)
    probe = subprocess.run(
        ["/bin/sh", "-c", 'cd / && test -r "$1" && test -x "$1"', "sh", str(path)],
        user=identity.uid,
        group=identity.gid,
        extra_groups=[],
        cwd="/",
        check=False,
    )
    return probe.returncode == 0


def make_private_directory(path: Path, identity: Identity | None) -> Path:
    """Create a directory that only the given identity may enter."""
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o700)
    give_to(path, identity)
    return path


def give_to(path: Path, identity: Identity | None) -> None:
    """Make the file or directory belong to the given identity."""
    if identity is not None:
        shutil.chown(path, identity.uid, identity.gid)


def describe(identity: Identity | None) -> str:
    """The account's and its group's name, for people."""
    if identity is None:
        return "you"
    return f"{pwd.getpwuid(identity.uid).pw_name}:{grp.getgrgid(identity.gid).gr_name}"
