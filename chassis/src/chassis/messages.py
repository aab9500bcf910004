"""What moves inside one service: commands that ask for something, domain events that say it happened."""

from typing import Generic, TypeVar

R_co = TypeVar("R_co", covariant=True)


class Command(Generic[R_co]):
    """A request to change something; exactly one handler answers it with an `R_co`."""

    __slots__ = ()


class DomainEvent:
    """A fact inside one service, past tense and frozen; never serialised, never leaves the service."""

    __slots__ = ()
