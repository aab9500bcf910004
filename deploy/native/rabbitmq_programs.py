"""Where RabbitMQ's programs are: RABBITMQ_SERVER, the system's, or Debian's packages unpacked here."""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.errors import PartMissing
from deploy.native.debian_packages import PackageDownloads, can_fetch_packages, unpack
from deploy.native.identity import Identity, can_reach
from deploy.native.places import cache_directory
from deploy.native.surroundings import SYSTEM_PATH

SETTING: Final = "RABBITMQ_SERVER"
# Not /usr/sbin/rabbitmq-server: Debian's wrapper there switches to the account of the system's own broker.
SYSTEM_SERVERS: Final = (
    Path("/usr/lib/rabbitmq/bin/rabbitmq-server"),
    Path("/opt/homebrew/opt/rabbitmq/sbin/rabbitmq-server"),
    Path("/usr/local/opt/rabbitmq/sbin/rabbitmq-server"),
)
UNPACKED_NAME: Final = "rabbitmq-server"
INSTALL_TIMEOUT_SECONDS: Final = 600


@dataclass(frozen=True, slots=True)
class RabbitmqPrograms:
    """The server's start script, and the directory with `erl` and `epmd` to put on its PATH."""

    server: Path
    erlang: Path | None = None

    def path(self) -> str:
        """The PATH to run the server with."""
        found = shutil.which("erl")
        erlang = self.erlang or (Path(found).parent if found else None)
        return SYSTEM_PATH if erlang is None else f"{erlang}{os.pathsep}{SYSTEM_PATH}"

    def epmd(self) -> str:
        """Erlang's port mapper daemon."""
        found = shutil.which("epmd", path=self.path())
        if found is None:
            raise PartMissing("Erlang's epmd is missing beside RabbitMQ; put Erlang's bin directory on PATH.")
        return found


def find_rabbitmq_programs(place: Path, identity: Identity | None = None) -> RabbitmqPrograms:
    """RabbitMQ's programs, fetched below `place` when the machine has none."""
    named = os.environ.get(SETTING)
    if named:
        return _named(Path(named))
    for server in SYSTEM_SERVERS:
        if os.access(server, os.X_OK) and shutil.which("erl"):
            return RabbitmqPrograms(server)
    if not can_fetch_packages():
        return _installed("")
    try:
        return _unpacked(place, identity)
    except PartMissing as refusal:
        return _installed(str(refusal))


def _named(server: Path) -> RabbitmqPrograms:
    if not os.access(server, os.X_OK):
        raise PartMissing(f"{SETTING}={server} is not a program; name RabbitMQ's rabbitmq-server script.")
    return RabbitmqPrograms(server)


def _unpacked(place: Path, identity: Identity | None) -> RabbitmqPrograms:
    root = place / UNPACKED_NAME
    with _one_at_a_time(place / f"{UNPACKED_NAME}.lock"):
        if not root.exists():
            _unpack_into(root)
    if not can_reach(identity, root):
        raise PartMissing(f"RabbitMQ's files in {root} cannot be read by the account it has to run as.")
    return _programs_in(root)


def _unpack_into(root: Path) -> None:
    partial = root.with_name(f"{root.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    partial.chmod(0o755)
    unpack(_packages(), partial)
    _relocate_erlang(partial, root)
    partial.rename(root)


def _packages() -> list[Path]:
    downloads = cache_directory() / "debian"
    kept = sorted((downloads / "packages").glob("*.deb"))
    complete = downloads / "complete"
    if complete.exists() and kept:
        return kept
    packages = PackageDownloads(downloads).fetch("rabbitmq-server", ("erlang-",))
    complete.touch()
    return packages


def _relocate_erlang(partial: Path, root: Path) -> None:
    """Erlang's start script names its directory absolutely; let it name where it is going to be."""
    for script in (partial / "usr/lib/erlang/bin/erl", *partial.glob("usr/lib/erlang/erts-*/bin/erl")):
        text = script.read_text()
        script.write_text(text.replace("ROOTDIR=/usr/lib/erlang", f"ROOTDIR={root}/usr/lib/erlang"))


def _programs_in(root: Path) -> RabbitmqPrograms:
    servers = sorted(root.glob("usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server"))
    if not servers:
        raise PartMissing(f"{root} holds no RabbitMQ; remove that directory and try again.")
    return RabbitmqPrograms(servers[-1], root / "usr/lib/erlang/bin")


def _installed(why_not_unpacked: str) -> RabbitmqPrograms:
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "rabbitmq-server"],
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"},
            timeout=INSTALL_TIMEOUT_SECONDS,
            check=False,
        )
    for server in SYSTEM_SERVERS:
        if os.access(server, os.X_OK):
            return RabbitmqPrograms(server)
    raise PartMissing(
        "RabbitMQ is missing: install the package rabbitmq-server (3.10 or newer), "
        f"or name its start script with {SETTING}=<path of rabbitmq-server>. {why_not_unpacked}".rstrip()
    )


@contextmanager
def _one_at_a_time(lock: Path) -> Iterator[None]:
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
