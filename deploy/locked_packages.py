"""Some packages' lines in the lock, to install them alone: `python -m deploy.locked_packages uv uv-build`."""

import sys
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

REQUIREMENTS: Final = Path(__file__).resolve().parents[1] / "requirements.lock"


def locked(packages: Collection[str], lock: Path = REQUIREMENTS) -> Iterator[str]:
    """Version and hashes of each of the packages, as they stand in the lock."""
    inside = False
    for line in lock.read_text().splitlines():
        if not line.startswith((" ", "#")):
            inside = line.split("==")[0] in packages
        if inside:
            yield line


if __name__ == "__main__":
    print("\n".join(locked(sys.argv[1:])))
