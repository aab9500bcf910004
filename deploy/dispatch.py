"""Handing what was asked for over to the mode that was asked for, or that works here.

Runs before anything is installed, hence with the standard library alone; a native installation's own command
line runs in the checkout's environment, which is made first.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from typing import Final, NoReturn

from deploy.bootstrap import CHECKOUT, bootstrap
from deploy.mode import chosen_mode, forget_mode, mode_to_start, remember_mode, started_mode
from deploy.settings import forget_choices, keep_choices

LOCAL: Final = CHECKOUT / ".local"


def main(arguments: Sequence[str]) -> int:
    """Do one thing; the exit code is that of the mode's own command line."""
    command, *rest = arguments
    LOCAL.mkdir(exist_ok=True)
    if command == "up":
        _note_start()
    if command in {"down", "clean"}:
        return _end(command)
    if command == "simulate":
        return _become([str(bootstrap()), "-m", "deploy.simulate", *rest])
    return _become(_in_mode(arguments))


def _note_start() -> None:
    mode = mode_to_start(LOCAL)
    remember_mode(LOCAL, mode)
    keep_choices(LOCAL)


def _end(command: str) -> int:
    code = subprocess.run(_in_mode([command]), cwd=CHECKOUT, check=False).returncode
    if LOCAL.exists():
        forget_mode(LOCAL)
        forget_choices(LOCAL)
    return code


def _in_mode(arguments: Sequence[str]) -> list[str]:
    mode = chosen_mode() or started_mode(LOCAL) or "native"
    if mode == "docker":
        return [sys.executable, "-m", "deploy.docker", *arguments]
    # Taking down needs nothing installed, and has to work when the environment is gone.
    python = sys.executable if arguments[0] in {"down", "clean"} else str(bootstrap())
    return [python, "-m", "deploy.native", *arguments]


def _become(command: list[str]) -> NoReturn:
    """Let the command have this process, its terminal and its signals."""
    os.chdir(CHECKOUT)
    os.execv(command[0], command)  # noqa: S606 - our own interpreter and module
