"""Log files of supervised processes: appended to, bounded in size, shown with the process's name."""

import os
import re
import shutil
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Final

SIZE_MAX_BYTES: Final = 20_000_000
TAIL_LINES: Final = 20
FOLLOW_INTERVAL_SECONDS: Final = 0.3


def open_log(directory: Path, name: str) -> IO[bytes]:
    """The process's log file, to be written at its end."""
    return (directory / f"{name}.log").open("ab")


def keep_bounded(directory: Path, size_max_bytes: int = SIZE_MAX_BYTES) -> None:
    """Move what a large log holds aside; its writer appends, so it goes on at the start of the empty file."""
    for path in directory.glob("*.log"):
        if path.stat().st_size > size_max_bytes:
            shutil.copyfile(path, path.with_suffix(".log.1"))
            os.truncate(path, 0)


def last_lines(path: Path, count: int = TAIL_LINES) -> list[str]:
    """The end of a log file."""
    return path.read_text(errors="replace").splitlines()[-count:] if path.exists() else []


def chosen_logs(directory: Path, service: str | None) -> list[Path]:
    """All log files, or those of one service's processes."""
    pattern = re.compile(rf"{re.escape(service)}(-.*)?" if service else ".*")
    return sorted(path for path in directory.glob("*.log") if pattern.fullmatch(path.stem))


def follow(paths: Sequence[Path]) -> Iterator[str]:
    """The end of each log, then what is added to any of them, each line after its process's name."""
    width = max((len(path.stem) for path in paths), default=0)
    positions: dict[Path, int] = {}
    for path in paths:
        positions[path] = path.stat().st_size
        yield from (f"{path.stem:<{width}} | {line}" for line in last_lines(path))
    while True:
        for path in paths:
            for line in _added(path, positions):
                yield f"{path.stem:<{width}} | {line}"
        time.sleep(FOLLOW_INTERVAL_SECONDS)


def _added(path: Path, positions: dict[Path, int]) -> list[str]:
    size = path.stat().st_size
    start = positions[path] if size >= positions[path] else 0
    positions[path] = size
    if size == start:
        return []
    with path.open("rb") as file:
        file.seek(start)
        return file.read(size - start).decode(errors="replace").splitlines()
