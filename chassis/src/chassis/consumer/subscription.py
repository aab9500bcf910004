"""Which events a service subscribes to, and what it makes of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic

from chassis.envelope import Envelope
from chassis.messages import Command
from schema_registry.event_version import Data, EventVersion


@dataclass(frozen=True, slots=True)
class Subscription(Generic[Data]):
    """One version of an event, and the pure function that turns messages of it into a command.

    `translate` gets *all* messages of that type and version in a batch, in the order they came and possibly
    with duplicates, and answers one set-based command. The command's handler is idempotent and independent
    of order. Older versions that the registry can bring up to this one arrive as this one.
    """

    event: EventVersion[Data]
    translate: Callable[[Sequence[Envelope[Data]]], Command[Any]]
