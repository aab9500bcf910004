"""Processes that outlive whoever starts them."""

import os
from collections.abc import Sequence
from pathlib import Path

from deploy.native.places import CHECKOUT


def spawn_detached(command: Sequence[str], log: Path) -> int:
    """Start one of our modules in a session of its own, its output going to `log`; returns its process id.

    Not by `subprocess`, whose objects complain when they are dropped while what they started lives on.
    """
    return os.posix_spawn(
        command[0],
        list(command),
        {**os.environ, "PYTHONPATH": str(CHECKOUT)},
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(log), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,
    )
