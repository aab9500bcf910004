"""Containers or processes of this machine: MODE=docker|native, or what can be had."""

import os
from pathlib import Path
from typing import Final, Literal

from deploy.docker.engine import engine_answers, images_can_be_had
from deploy.errors import DeployError

Mode = Literal["docker", "native"]

SETTING: Final = "MODE"
FILE_NAME: Final = "mode"


def chosen_mode() -> Mode | None:
    """The mode that was asked for; None when the choice is left to us."""
    asked = os.environ.get(SETTING, "")
    if not asked:
        return None
    if asked == "docker":
        return "docker"
    if asked == "native":
        return "native"
    raise DeployError(f"{SETTING}={asked} is neither docker nor native.")


def mode_to_start(local: Path) -> Mode:
    """The mode for a start: as asked, else the running one, else Docker if it can, else native."""
    chosen, started = chosen_mode(), started_mode(local)
    if chosen and started and chosen != started:
        raise DeployError(f"The system was started with MODE={started}; take it down first: make down")
    return chosen or started or _best_mode()


def _best_mode() -> Mode:
    return "docker" if engine_answers() and images_can_be_had() else "native"


def started_mode(local: Path) -> Mode | None:
    """The mode of the last start that was not taken down since."""
    path = local / FILE_NAME
    text = path.read_text() if path.exists() else ""
    return "docker" if text == "docker" else "native" if text == "native" else None


def remember_mode(local: Path, mode: Mode) -> None:
    """Note how the system was started."""
    (local / FILE_NAME).write_text(mode)


def forget_mode(local: Path) -> None:
    """Note that the system was taken down."""
    (local / FILE_NAME).unlink(missing_ok=True)
