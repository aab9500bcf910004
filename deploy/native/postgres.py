"""A private PostgreSQL server: its data directory, its process, and when it answers."""

import asyncio
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import asyncpg

from deploy.errors import DeployError, NotReady
from deploy.native.identity import Identity, give_to, make_private_directory
from deploy.native.ports import LOOPBACK
from deploy.native.processes import ProcessSpec
from deploy.native.surroundings import FIXED

SUPERUSER: Final = "postgres"
INITDB_TIMEOUT_SECONDS: Final = 120
READY_TIMEOUT_SECONDS: Final = 60.0
PROBE_INTERVAL_SECONDS: Final = 0.05
STOP_GRACE_SECONDS: Final = 20.0

SMALL_MACHINE: Final[Mapping[str, str]] = {
    "shared_buffers": "64MB",
    "max_connections": "200",
    "max_wal_size": "1GB",
    "jit": "off",
    "autovacuum_naptime": "20s",
    "password_encryption": "scram-sha-256",
}
NO_DURABILITY: Final[Mapping[str, str]] = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "400",
}


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """One server: `prepare` makes its data directory, `spec` says how to run it.

    `authentication` is how connections over loopback prove who they are, as in pg_hba.conf.
    """

    programs: Path
    data: Path
    port: int
    password: str
    identity: Identity | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    authentication: str = "scram-sha-256"

    @property
    def admin_dsn(self) -> str:
        """The superuser's libpq-style address of the maintenance database."""
        return f"postgresql://{SUPERUSER}:{self.password}@{LOOPBACK}:{self.port}/postgres"

    def prepare(self) -> None:
        """Make the data directory unless it is there already; an interrupted attempt is started over."""
        if (self.data / "PG_VERSION").exists():
            return
        partial = self.data.with_name(f"{self.data.name}.partial")
        shutil.rmtree(partial, ignore_errors=True)
        partial.parent.mkdir(parents=True, exist_ok=True)
        make_private_directory(partial, self.identity)
        self._initdb(partial)
        partial.rename(self.data)

    def _initdb(self, directory: Path) -> None:
        with tempfile.TemporaryDirectory(prefix="popug-initdb-") as private:
            give_to(Path(private), self.identity)
            password_file = Path(private) / "password"
            password_file.write_text(self.password)
            give_to(password_file, self.identity)
            command = [
                str(self.programs / "initdb"),
                f"--pgdata={directory}",
                f"--username={SUPERUSER}",
                f"--pwfile={password_file}",
                f"--auth={self.authentication}",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
            ]
            self._run(command)

    def _run(self, command: list[str]) -> None:
        dropped = {} if self.identity is None else _switch_to(self.identity)
        answer = subprocess.run(
            command,
            env=_environment(),
            cwd="/",
            capture_output=True,
            text=True,
            timeout=INITDB_TIMEOUT_SECONDS,
            check=False,
            **dropped,  # type: ignore[call-overload]
        )
        if answer.returncode != 0:
            raise DeployError(f"PostgreSQL's data directory could not be made: {answer.stderr.strip()}")

    def spec(self, name: str = "postgres") -> ProcessSpec:
        """How to run the server; it is stopped by SIGINT, which ends open connections but loses nothing."""
        parameters = {
            "listen_addresses": LOOPBACK,
            "port": str(self.port),
            "unix_socket_directories": "",
            **SMALL_MACHINE,
            **self.parameters,
        }
        options = [part for key, value in parameters.items() for part in ("-c", f"{key}={value}")]
        return ProcessSpec(
            name=name,
            command=(str(self.programs / "postgres"), "-D", str(self.data), *options),
            environment=_environment(),
            directory=self.data,
            identity=self.identity,
            stop_signal=signal.SIGINT,
            stop_grace_seconds=STOP_GRACE_SECONDS,
        )


def _switch_to(identity: Identity) -> dict[str, object]:
    return {"user": identity.uid, "group": identity.gid, "extra_groups": []}


def _environment() -> dict[str, str]:
    libraries = os.environ.get("LD_LIBRARY_PATH")
    return {**FIXED, "LC_ALL": "C.UTF-8"} | ({"LD_LIBRARY_PATH": libraries} if libraries else {})


async def wait_for_postgres(dsn: str, within_seconds: float = READY_TIMEOUT_SECONDS) -> None:
    """Return once the server answers a connection; NotReady with its last refusal otherwise."""
    last: Exception | None = None
    try:
        async with asyncio.timeout(within_seconds):
            while True:
                try:
                    connection = await asyncpg.connect(dsn)
                except (OSError, asyncpg.CannotConnectNowError) as refusal:
                    last = refusal
                    await asyncio.sleep(PROBE_INTERVAL_SECONDS)
                else:
                    await connection.close()
                    return
    except TimeoutError:
        raise NotReady(f"PostgreSQL did not answer within {within_seconds:.0f} s: {last}") from last
