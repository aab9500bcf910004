"""Handing what was asked for over to the mode that was asked for, or that works here.

Runs before anything is installed, hence with the standard library alone; a native installation's own command
line runs in the checkout's environment, which is made first.
"""

import subprocess
import sys
from collections.abc import Sequence
from typing import Final

from deploy.bootstrap import CHECKOUT, bootstrap
from deploy.mode import chosen_mode, forget_mode, mode_to_start, remember_mode, started_mode
from deploy.settings import forget_choices, keep_choices

LOCAL: Final = CHECKOUT / ".local"
INTERRUPTED: Final = 130


def main(arguments: Sequence[str]) -> int:
    """Do one thing; the exit code is that of the mode's own command line."""
    command, *rest = arguments
    LOCAL.mkdir(exist_ok=True)
    if command == "up":
        return _up()
    if command in {"down", "clean"}:
        return _end(command)
    if command == "simulate":
        return _call([str(bootstrap()), "-m", "deploy.simulate", *rest])
    return _in_mode([command, *rest])


def _up() -> int:
    mode = mode_to_start(LOCAL)
    remember_mode(LOCAL, mode)
    keep_choices(LOCAL)
    return _in_mode(["up"])


def _end(command: str) -> int:
    code = _in_mode([command])
    if LOCAL.exists():
        forget_mode(LOCAL)
        forget_choices(LOCAL)
    return code


def _in_mode(arguments: Sequence[str]) -> int:
    mode = chosen_mode() or started_mode(LOCAL) or "native"
    if mode == "docker":
        return _call([sys.executable, "-m", "deploy.docker", *arguments])
    # Taking down needs nothing installed, and has to work when the environment is gone.
    python = sys.executable if arguments[0] in {"down", "clean"} else str(bootstrap())
    return _call([python, "-m", "deploy.native", *arguments])


def _call(command: list[str]) -> int:
    try:
        return subprocess.run(command, cwd=CHECKOUT, check=False).returncode
    except KeyboardInterrupt:
        return INTERRUPTED
