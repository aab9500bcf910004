"""Which failures mean that the database or the broker is out of reach, and not that this code is wrong."""

import asyncpg
from aiormq.exceptions import AMQPError, ChannelInvalidStateError
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from chassis.postgres.failures import DATABASE_FAILURES

OUTAGE_CAUSES: tuple[type[Exception], ...] = (
    *DATABASE_FAILURES,
    AMQPError,
    ChannelInvalidStateError,
)
"""Classes worth asking `is_outage` about."""

_DATABASE = (
    asyncpg.PostgresConnectionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.TransactionRollbackError,
    asyncpg.LockNotAvailableError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    PoolExhausted,
    DisconnectionError,
)
_LOCAL = (FileNotFoundError, FileExistsError, PermissionError, IsADirectoryError, NotADirectoryError)


def is_outage(error: BaseException) -> bool:
    """Whether trying again later may help without anybody changing code or data."""
    if isinstance(error, DBAPIError):
        causes = (error.orig, getattr(error.orig, "__cause__", None))
        return error.connection_invalidated or any(cause is not None and is_outage(cause) for cause in causes)
    if isinstance(error, OSError):
        return not isinstance(error, _LOCAL)
    return isinstance(error, (*_DATABASE, AMQPError, ChannelInvalidStateError))
