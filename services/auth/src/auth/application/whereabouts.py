"""From where somebody is acting: set where a request comes in, read where the audit trail is written.

It travels beside the commands, as it changes nothing that any of them does.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_ADDRESS: ContextVar[str] = ContextVar("address somebody acts from", default="")


def address_of_the_act() -> str:
    """An IP address, a word such as `command line`, or nothing for what the installation does by itself."""
    return _ADDRESS.get()


@contextmanager
def acting_from(address: str) -> Iterator[None]:
    token = _ADDRESS.set(address)
    try:
        yield
    finally:
        _ADDRESS.reset(token)
