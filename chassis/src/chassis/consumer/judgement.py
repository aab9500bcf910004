"""What a failure says about the messages it happened with."""

from collections.abc import Iterator
from enum import Enum

import asyncpg
import sqlalchemy.exc

from chassis.errors import ServiceError, Stale
from schema_registry import RegistryError

STATEMENT_TIMED_OUT = "57014"
RETRIABLE_STATES = frozenset(
    {
        "40001",  # serialisation failure
        "40P01",  # deadlock
        "55P03",  # lock not available
        STATEMENT_TIMED_OUT,
        "25P03",  # idle in transaction for too long
    }
)
RETRIABLE_CLASSES = frozenset({"08", "53", "57", "58"})
DATA_CLASSES = frozenset({"22", "23"})
CAUSES_MAX = 10
PASSING = (
    OSError,
    TimeoutError,
    sqlalchemy.exc.TimeoutError,
    sqlalchemy.exc.DisconnectionError,
    # what the driver says when the server ends a session between two of its messages
    asyncpg.InternalClientError,
)


class Judgement(Enum):
    """Whom a failure is blamed on."""

    PASSING = "passing"
    """The database or the network: the same messages will do later."""
    DATA = "data"
    """A message: it will never do."""
    UNEXPECTED = "unexpected"
    """Nobody knows: it may do later, and not for ever."""


def judge(error: BaseException) -> Judgement:
    """Blame `error`, or what caused it, on passing trouble, on the data, or on nobody known."""
    for cause in _causes(error):
        judgement = _judge_one(cause)
        if judgement is not None:
            return judgement
    return Judgement.UNEXPECTED


def took_too_long(error: BaseException) -> bool:
    """Whether `error` may mean that the messages together are more work than a statement may take."""
    return any(
        isinstance(cause, TimeoutError) or getattr(cause, "sqlstate", None) == STATEMENT_TIMED_OUT
        for cause in _causes(error)
    )


def _judge_one(error: BaseException) -> Judgement | None:
    if isinstance(error, Stale):
        return Judgement.PASSING
    if isinstance(error, ServiceError | RegistryError):
        return Judgement.DATA
    state = getattr(error, "sqlstate", None)
    if isinstance(state, str):
        return _judge_state(state)
    if isinstance(error, asyncpg.InterfaceError):
        return _judge_driver(error)
    if isinstance(error, PASSING):
        return Judgement.PASSING
    return None


def _judge_driver(error: asyncpg.InterfaceError) -> Judgement | None:
    if isinstance(error, ValueError):
        return Judgement.DATA
    return Judgement.PASSING if "clos" in str(error) else None


def _judge_state(state: str) -> Judgement:
    if state in RETRIABLE_STATES or state[:2] in RETRIABLE_CLASSES:
        return Judgement.PASSING
    return Judgement.DATA if state[:2] in DATA_CLASSES else Judgement.UNEXPECTED


def _causes(error: BaseException) -> Iterator[BaseException]:
    current: BaseException | None = error
    for _ in range(CAUSES_MAX):
        if current is None:
            return
        yield current
        original = getattr(current, "orig", None)
        current = original if isinstance(original, BaseException) else current.__cause__
