"""Which ports our processes listen on, and what to say when one of them is taken."""

import socket
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from deploy.errors import PortTaken

LOOPBACK: Final = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class PortUse:
    """One port with the one who listens on it and the setting that moves it elsewhere."""

    number: int
    user: str
    setting: str


def free_port() -> int:
    """A port on loopback that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def is_taken(number: int, host: str = LOOPBACK) -> bool:
    """Whether binding the port fails because another program has it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, number))
        except OSError:
            return True
    return False


def require_free(uses: Iterable[PortUse]) -> None:
    """Raise PortTaken that names every taken port with the setting that changes it."""
    taken = [use for use in uses if is_taken(use.number)]
    if taken:
        raise PortTaken(
            "\n".join(
                f"Port {use.number} of {use.user} is taken by another program; "
                f"choose another with {use.setting}=<port>."
                for use in taken
            )
        )
