"""The Python environment and the front-end packages, made from the locks unless they are up to date.

Runs before anything is installed, hence with the standard library alone.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from deploy.errors import DeployError, PartMissing
from deploy.locked_packages import REQUIREMENTS, locked

CHECKOUT: Final = Path(__file__).resolve().parents[1]
ENVIRONMENT: Final = CHECKOUT / ".venv"
NODE_REQUIREMENTS: Final = CHECKOUT / "deploy" / "nodejs.lock"
FRONT_END: Final = CHECKOUT / "chassis" / "assets.py"
STAMP: Final = "popug-stamp"
PYTHON_OLDEST: Final = (3, 11)
INSTALL_TIMEOUT_SECONDS: Final = 900


def bootstrap() -> Path:
    """Bring the environment up to date and return its interpreter."""
    python = ENVIRONMENT / "bin" / "python"
    (CHECKOUT / ".local").mkdir(exist_ok=True)
    if not _is_current(ENVIRONMENT, wanted := _environment_digest()):
        _make_environment(python)
        _mark_current(ENVIRONMENT, wanted)
    _bootstrap_front_end(python)
    return python


def _packages() -> list[Path]:
    return [CHECKOUT / "schema_registry", CHECKOUT / "chassis", *sorted(CHECKOUT.glob("services/*/"))]


def _environment_digest() -> str:
    files = [REQUIREMENTS, *(package / "pyproject.toml" for package in _packages())]
    return _digest([sys.version, str(CHECKOUT)], files)


def _digest(texts: Sequence[str], files: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for part in (*(text.encode() for text in texts), *(file.read_bytes() for file in files)):
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()


def _is_current(directory: Path, digest: str) -> bool:
    stamp = directory / STAMP
    return stamp.exists() and stamp.read_text() == digest


def _mark_current(directory: Path, digest: str) -> None:
    (directory / STAMP).write_text(digest)


def _make_environment(python: Path) -> None:
    if not _works(python):
        say(f"Making the Python environment in {ENVIRONMENT.name}/")
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        _run([sys.executable, "-m", "venv", str(ENVIRONMENT)], _VENV_MISSING)
    uv = _install_uv(python)
    say("Installing the locked Python packages, each verified by its hash")
    install = [str(uv), "pip", "install", "--quiet", "--python", str(python)]
    try:
        _run([*install, "--require-hashes", "-r", str(REQUIREMENTS)], _NOT_INSTALLED)
    except PartMissing:
        # pip knows indexes that only it was told about; it takes longer.
        _run([*_pip(python), "--require-hashes", "-r", str(REQUIREMENTS)], _NOT_INSTALLED)
    editable = [part for package in _packages() for part in ("--editable", str(package))]
    _run([*install, "--no-deps", "--no-build-isolation", *editable], _NOT_INSTALLED)


_VENV_MISSING: Final = (
    "Python cannot make virtual environments here; install its venv module (Debian: python3-venv)."
)
_NOT_INSTALLED: Final = "The locked Python packages could not be installed."


def _works(python: Path) -> bool:
    if not python.exists():
        return False
    answer = subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False)
    return answer.returncode == 0


def _pip(python: Path) -> list[str]:
    return [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]


def _install_uv(python: Path) -> Path:
    uv = python.with_name("uv")
    pinned = CHECKOUT / ".local" / "uv.txt"
    pinned.write_text("\n".join(locked({"uv"})) + "\n")
    if not (uv.exists() and _is_current(pinned.parent, digest := _digest([], [pinned]))):
        digest = _digest([], [pinned])
        _run([*_pip(python), "--require-hashes", "-r", str(pinned)], _NOT_INSTALLED)
        _mark_current(pinned.parent, digest)
    return uv


def _bootstrap_front_end(python: Path) -> None:
    environment = dict(os.environ)
    if not shutil.which("npm"):
        environment["PYTHONPATH"] = str(_node_packages(python))
    _run([str(python), str(FRONT_END)], "The front-end packages could not be installed.", environment)


def _node_packages(python: Path) -> Path:
    """Node.js from its wheel, apart from the environment: only this step needs it, and it is large."""
    place = CHECKOUT / ".local" / "nodejs"
    if not place.exists():
        say("Fetching Node.js, which this machine does not have")
        install = [str(python.with_name("uv")), "pip", "install", "--quiet", "--python", str(python)]
        _run(
            [*install, "--target", str(place), "--require-hashes", "-r", str(NODE_REQUIREMENTS)],
            "npm is neither on PATH nor obtainable; install Node.js 20 or newer.",
        )
    return place


def _run(command: list[str], complaint: str, environment: dict[str, str] | None = None) -> None:
    answer = subprocess.run(
        command,
        cwd=CHECKOUT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=INSTALL_TIMEOUT_SECONDS,
        check=False,
    )
    if answer.returncode != 0:
        raise PartMissing(f"{complaint}\n{answer.stdout.strip()}")


def say(sentence: str) -> None:
    """Tell the person at the terminal what is going on."""
    print(f"· {sentence}", flush=True)


if __name__ == "__main__":
    try:
        bootstrap()
    except DeployError as refusal:
        sys.exit(str(refusal))
