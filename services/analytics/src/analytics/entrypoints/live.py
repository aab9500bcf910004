"""Which open pages a batch of events concerns: those that show figures, and only admins'."""

from collections.abc import Iterable, Sequence

from chassis.envelope import Envelope
from chassis.pages import Visitor
from chassis.roles import Role

FIGURES = "figures"
REBUILD = "rebuild"
SHOWN = frozenset({"transfer.posted", "task.created", "account.created", "account.updated", "day.closed"})
"""What these tell is on the page: amounts, and names of tasks and people."""


def hints_of_batch(batch: Sequence[Envelope]) -> Iterable[str]:
    return [FIGURES] if any(envelope.type in SHOWN for envelope in batch) else []


def no_hints(_envelope: Envelope) -> Iterable[str]:
    """Events that pass by have not been worked in yet; the worker tells when they are."""
    return ()


def only_admins(visitor: Visitor, _topic: str) -> bool:
    return visitor.role is Role.ADMIN
