"""Whom a failure is blamed on decides whether messages wait, come back, or are put aside."""

import asyncpg
import pytest
import sqlalchemy.exc

from chassis.consumer.judgement import Judgement, judge
from chassis.errors import Conflict, NotFound, Stale
from schema_registry import UnknownEventType


class DriverDataError(asyncpg.InterfaceError, ValueError):
    """A value the driver cannot send."""


@pytest.mark.parametrize(
    ("error", "judgement"),
    [
        (asyncpg.SerializationError("s"), Judgement.PASSING),
        (asyncpg.DeadlockDetectedError("s"), Judgement.PASSING),
        (asyncpg.LockNotAvailableError("s"), Judgement.PASSING),
        (asyncpg.AdminShutdownError("s"), Judgement.PASSING),
        (asyncpg.CannotConnectNowError("s"), Judgement.PASSING),
        (asyncpg.TooManyConnectionsError("s"), Judgement.PASSING),
        (asyncpg.DiskFullError("s"), Judgement.PASSING),
        (asyncpg.ConnectionDoesNotExistError("s"), Judgement.PASSING),
        (asyncpg.InterfaceError("connection is closed"), Judgement.PASSING),
        (ConnectionRefusedError(), Judgement.PASSING),
        (TimeoutError(), Judgement.PASSING),
        (sqlalchemy.exc.TimeoutError(), Judgement.PASSING),
        (Stale("changed"), Judgement.PASSING),
        (asyncpg.UniqueViolationError("s"), Judgement.DATA),
        (asyncpg.NumericValueOutOfRangeError("s"), Judgement.DATA),
        (DriverDataError("not an int"), Judgement.DATA),
        (Conflict("closed"), Judgement.DATA),
        (NotFound("nobody"), Judgement.DATA),
        (UnknownEventType("task.eaten", {}), Judgement.DATA),
        (asyncpg.UndefinedTableError("s"), Judgement.UNEXPECTED),
        (asyncpg.InterfaceError("the server expects 2 arguments"), Judgement.UNEXPECTED),
        (KeyError("bug"), Judgement.UNEXPECTED),
    ],
)
def test_blames_what_is_to_blame(error: Exception, judgement: Judgement) -> None:
    assert judge(error) is judgement


def test_looks_through_sqlalchemys_wrapping() -> None:
    wrapped = sqlalchemy.exc.DBAPIError("statement", None, asyncpg.SerializationError("s"))

    assert judge(wrapped) is Judgement.PASSING


def test_looks_at_what_caused_an_error() -> None:
    error = RuntimeError("handler failed")
    error.__cause__ = ConnectionResetError()

    assert judge(error) is Judgement.PASSING
