"""Which events a service subscribes to, and what it makes of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from chassis.envelope import Envelope
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class Subscription:
    """One event type and version, and the pure function that turns messages of it into a command.

    `translate` gets *all* messages of that type and version in a batch, in the order they came and possibly
    with duplicates, and answers one set-based command. The command's handler is idempotent and independent
    of order.
    """

    event_type: str
    event_version: int
    translate: Callable[[Sequence[Envelope]], Command[Any]]
