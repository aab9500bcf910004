"""What a database that is out of reach, or ends a session, is noticed by."""

import asyncpg
from sqlalchemy.exc import SQLAlchemyError

DATABASE_FAILURES = (
    OSError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    # what the driver says when the server ends a session between two of its messages
    asyncpg.InternalClientError,
    SQLAlchemyError,
)
"""Whatever a statement may fail with because of the database; `TimeoutError` is an `OSError`."""
