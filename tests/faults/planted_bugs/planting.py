"""Plants a bug into a copy of the source and runs the test that has to notice it there."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.native.places import CHECKOUT
from tests.faults.planted_bugs.bugs import Bug, Change

COPIED: Final = ("chassis", "deploy", "schema_registry", "services", "tests")
LEFT_OUT: Final = ("__pycache__", "node_modules", ".local", "*.egg-info")
TEST_SECONDS: Final = 300
FAILED: Final = 1
# A pytest that takes itself for one of several workers joins the run of whoever started it, servers and all.
AS_A_WORKER: Final = {"PYTEST_XDIST_WORKER": "planted", "PYTHONDONTWRITEBYTECODE": "1"}


class CannotBePlanted(AssertionError):
    """The right line is not there, or is there more than once: the bug has to follow the source."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the tests ended: `red` when one ran and failed, which is more than not to run."""

    exit_code: int
    said: str

    @property
    def red(self) -> bool:
        """Whether a test failed."""
        return self.exit_code == FAILED and " failed" in self.said

    @property
    def green(self) -> bool:
        """Whether all tests passed."""
        return self.exit_code == 0 and " passed" in self.said


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of the source; what runs there imports from there."""

    place: Path

    @classmethod
    def made_in(cls, place: Path) -> "Copy":
        """A fresh copy below `place`."""
        for name in COPIED:
            shutil.copytree(CHECKOUT / name, place / name, ignore=shutil.ignore_patterns(*LEFT_OUT))
        shutil.copy(CHECKOUT / "pyproject.toml", place)
        return cls(place)

    @contextmanager
    def with_bug(self, bug: Bug) -> Iterator[None]:
        """The bug is there while the block lasts; raises `CannotBePlanted`."""
        with ExitStack() as planted:
            for change in bug.changes:
                planted.enter_context(self._with(change))
            yield

    @contextmanager
    def _with(self, change: Change) -> Iterator[None]:
        file = self.place / change.file
        source = file.read_text()
        if source.count(change.right) != 1:
            raise CannotBePlanted(f"{change.file} has {source.count(change.right)} times:\n{change.right}")
        file.write_text(source.replace(change.right, change.wrong))
        try:
            yield
        finally:
            file.write_text(source)

    def run(self, tests: Sequence[str]) -> Verdict:
        """Run tests of the copy."""
        sources = [self.place / part / "src" for part in ("chassis", "schema_registry")]
        sources += sorted(self.place.glob("services/*/src"))
        answer = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--no-header", *tests],
            cwd=self.place,
            env={**os.environ, **AS_A_WORKER, "PYTHONPATH": os.pathsep.join(map(str, sources))},
            capture_output=True,
            text=True,
            timeout=TEST_SECONDS,
            check=False,
        )
        return Verdict(answer.returncode, answer.stdout + answer.stderr)
