"""The registry as it is merged, read from git."""

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

GIT_TIMEOUT_SECONDS = 60.0
USUAL_NAMES = ("origin/main", "main", "HEAD")
"""In a clone that knows no main, such as a build's, the last commit is all there is."""


class BaselineMissing(Exception):
    """There is nothing to compare with; the message says what to do about it."""


@contextmanager
def registry_at(root: Path, revision: str) -> Iterator[Path]:
    """The registry at `root` as it was at `revision`, in a directory that goes away afterwards.

    Raises `BaselineMissing`.
    """
    with tempfile.TemporaryDirectory() as directory:
        archive = _git(root, "archive", "--format=tar", revision, ".")
        with tarfile.open(fileobj=io.BytesIO(archive)) as files:
            files.extractall(directory, filter="data")
        yield Path(directory)


def merged_revision(root: Path, wanted: str | None = None) -> str:
    """`wanted` if git knows it, else the main branch, at the origin or here. Raises `BaselineMissing`."""
    names: Sequence[str] = USUAL_NAMES if wanted is None else [wanted]
    for name in names:
        if _is_known(root, name):
            return name
    raise BaselineMissing(
        f"git knows no {' or '.join(names)} here; fetch it, or name what to compare with: --against REVISION"
    )


def _is_known(root: Path, name: str) -> bool:
    try:
        _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    except BaselineMissing:
        return False
    return True


def _git(root: Path, *arguments: str) -> bytes:
    command = ["git", "-C", str(root), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, timeout=GIT_TIMEOUT_SECONDS, check=False)
    except OSError as error:
        raise BaselineMissing(f"git cannot be run: {error}") from error
    if done.returncode != 0:
        raise BaselineMissing(f"git {arguments[0]}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout
