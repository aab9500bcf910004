"""Debian packages fetched and unpacked without root and without installing anything."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.errors import PartMissing

UPDATE_TIMEOUT_SECONDS: Final = 120
DOWNLOAD_TIMEOUT_SECONDS: Final = 300
UNPACK_TIMEOUT_SECONDS: Final = 120
DPKG_STATUS: Final = "/var/lib/dpkg/status"


def can_fetch_packages() -> bool:
    """Whether this machine has Debian's package tools."""
    return all(shutil.which(tool) for tool in ("apt-get", "apt-cache", "dpkg"))


@dataclass(frozen=True, slots=True)
class PackageDownloads:
    """Package lists and downloads in a directory of their own, apart from the system's."""

    directory: Path

    def fetch(self, name: str, dependencies: tuple[str, ...]) -> list[Path]:
        """Download the package and those of its dependencies whose names start with one of the prefixes."""
        self._make_directories()
        self._run(["apt-get", *self._options(), "update", "-qq"], UPDATE_TIMEOUT_SECONDS)
        wanted = [name, *self._dependencies(name, dependencies)]
        self._run(
            ["apt-get", *self._options(), "download", "-qq", *wanted],
            DOWNLOAD_TIMEOUT_SECONDS,
            self._packages,
        )
        return sorted(self._packages.glob("*.deb"))

    @property
    def _packages(self) -> Path:
        return self.directory / "packages"

    def _make_directories(self) -> None:
        for part in ("lists/partial", "cache/archives/partial"):
            (self.directory / part).mkdir(parents=True, exist_ok=True)
        shutil.rmtree(self._packages, ignore_errors=True)
        self._packages.mkdir()

    def _options(self) -> list[str]:
        settings = {
            "Dir::State::Lists": self.directory / "lists",
            "Dir::Cache": self.directory / "cache",
            "Dir::State::status": DPKG_STATUS,
            "Debug::NoLocking": 1,
            "APT::Sandbox::User": "root",
        }
        return [f"-o{key}={value}" for key, value in settings.items()]

    def _dependencies(self, name: str, prefixes: tuple[str, ...]) -> list[str]:
        strict = [
            f"--no-{kind}"
            for kind in ("recommends", "suggests", "conflicts", "breaks", "replaces", "enhances")
        ]
        listing = self._run(
            ["apt-cache", *self._options(), "depends", "--recurse", *strict, name], UPDATE_TIMEOUT_SECONDS
        )
        return sorted({line for line in listing.splitlines() if line.startswith(prefixes)})

    def _run(self, command: Sequence[str], timeout_seconds: float, directory: Path | None = None) -> str:
        return _checked(command, timeout_seconds, directory or self.directory)


def unpack(packages: Sequence[Path], root: Path) -> None:
    """Unpack the packages' files below `root`, running none of their scripts."""
    for package in packages:
        _checked(["dpkg", "-x", str(package), str(root)], UNPACK_TIMEOUT_SECONDS, root)


def _checked(command: Sequence[str], timeout_seconds: float, directory: Path) -> str:
    environment = {**os.environ, "LC_ALL": "C"}
    answer = subprocess.run(
        command,
        cwd=directory,
        env=environment,
        capture_output=True,
        text=True,
        timeout=timeout_seconds,
        check=False,
    )
    if answer.returncode != 0:
        raise PartMissing(f"{command[0]} failed: {answer.stderr.strip() or answer.stdout.strip()}")
    return answer.stdout
