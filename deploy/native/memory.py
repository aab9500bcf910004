"""How much memory a process and everything it started take."""

from typing import Final

import psutil

MEBIBYTE: Final = 1024 * 1024


def memory_mib(pid: int) -> float:
    """What the process and its descendants take: their proportional set size, resident size if unknown."""
    try:
        process = psutil.Process(pid)
        family = [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0.0
    return sum(map(_bytes_of, family)) / MEBIBYTE


def _bytes_of(process: psutil.Process) -> int:
    try:
        full = process.memory_full_info()
        return int(getattr(full, "pss", full.rss))
    except psutil.AccessDenied:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0
