"""What moves inside one service: commands that ask for something, domain events that say it happened."""

from typing import Generic, TypeVar

R = TypeVar("R", covariant=True)


class Command(Generic[R]):
    """A request to change something; exactly one handler answers it with an `R`."""

    __slots__ = ()


class DomainEvent:
    """A fact inside one service, past tense and frozen; never serialised, never leaves the service."""

    __slots__ = ()
