"""A service's PostgreSQL database: one pool, transactions shared by SQLAlchemy and asyncpg, snapshots."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, cast

import asyncpg
from sqlalchemy import Connection, PoolProxiedConnection, event
from sqlalchemy.exc import DisconnectionError, EmulatedDBAPIException
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.util import greenlet_spawn

from chassis.crash_points import crash_point

POOL_SIZE = 10
POOL_WAIT_SECONDS = 5
CONNECT_SECONDS = 5
STATEMENT_SECONDS = 60
IDLE_IN_TRANSACTION_SECONDS = 10
CLIENT_GONE_SECONDS = 1
"""So often the server looks whether whoever waits for a lock or an answer is still there."""

SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"


class Undone(RuntimeError):
    """The server rolled back what was to be committed: a statement had failed, and nobody passed that on."""


class Transaction:
    """One open transaction, for SQLAlchemy Core (`connection`) and for plain asyncpg (`driver`) alike."""

    __slots__ = ("_after_commit", "_core", "_engine", "_pooled", "driver")

    def __init__(self, engine: AsyncEngine, pooled: PoolProxiedConnection) -> None:
        self.driver = _driver_of(pooled)
        self._engine = engine
        self._pooled = pooled
        self._core: AsyncConnection | None = None
        self._after_commit: list[Callable[[], None]] = []

    @property
    def connection(self) -> AsyncConnection:
        """SQLAlchemy's connection around the driver's, made when it is first asked for."""
        if self._core is None:
            connection = Connection(self._engine.sync_engine, self._pooled)
            self._core = AsyncConnection(self._engine, connection)
        return self._core

    def after_commit(self, callback: Callable[[], None]) -> None:
        """Call `callback` once this transaction has committed; never when it was undone."""
        if callback not in self._after_commit:
            self._after_commit.append(callback)


class Database:
    """The pool of connections to one database; `url` is `postgresql+asyncpg://user:password@host:port/name`.

    SQLAlchemy runs in AUTOCOMMIT, and BEGIN and COMMIT are sent here, so that Core statements and set-based
    statements sent to the driver share one connection, one transaction and one pool. asyncpg's own
    `transaction()` refuses to nest in it.

    A statement runs in one of the server's processes. Only with `parallel` may it have helpers: starting and
    ending them takes longer than a request may, and the other cores have other requests.

    With `planned_once` a connection plans each statement once, whatever it is asked with later: where
    statements are long and look up little, planning takes as long as the answer.
    """

    def __init__(
        self,
        url: str,
        *,
        application_name: str,
        pool_size: int = POOL_SIZE,
        parallel: bool = False,
        planned_once: bool = False,
    ) -> None:
        self._engine = create_async_engine(
            url,
            isolation_level="AUTOCOMMIT",
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=POOL_WAIT_SECONDS,
            pool_use_lifo=True,
            connect_args={
                "timeout": CONNECT_SECONDS,
                "command_timeout": STATEMENT_SECONDS,
                "server_settings": {
                    "application_name": application_name,
                    "jit": "off",
                    **({} if parallel else {"max_parallel_workers_per_gather": "0"}),
                    **({"plan_cache_mode": "force_generic_plan"} if planned_once else {}),
                    "idle_in_transaction_session_timeout": f"{IDLE_IN_TRANSACTION_SECONDS}s",
                    "client_connection_check_interval": f"{CLIENT_GONE_SECONDS}s",
                },
            },
        )
        event.listen(self._engine.sync_engine, "checkout", _refuse_closed)

    @asynccontextmanager
    async def transaction(self, *, alone: int | None = None) -> AsyncIterator[Transaction]:
        """A read-write transaction (read committed): committed when left, undone by any exception.

        With `alone` it begins by waiting for the end of every other one with that number, and makes others
        wait for its own (an advisory lock, taken with BEGIN in one round trip). Raises `Undone` where an
        error of a statement was swallowed.
        """
        begin = "BEGIN" if alone is None else f"BEGIN; SELECT pg_advisory_xact_lock({alone:d})"
        async with self._pooled() as pooled, _open(pooled, begin, "COMMIT"):
            transaction = Transaction(self._engine, pooled)
            yield transaction
            crash_point("transaction.done")
        crash_point("transaction.committed")
        for callback in transaction._after_commit:
            callback()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        """One consistent snapshot that cannot write: PostgreSQL refuses it."""
        async with self._pooled() as pooled, _open(pooled, SNAPSHOT, "ROLLBACK"):
            yield Transaction(self._engine, pooled)

    @asynccontextmanager
    async def one_statement(self) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
        """A connection for one statement, a transaction of its own: one round trip instead of three."""
        async with self._pooled() as pooled:
            yield _driver_of(pooled)

    async def close(self) -> None:
        """Close every pooled connection."""
        await self._engine.dispose()

    @asynccontextmanager
    async def _pooled(self) -> AsyncIterator[PoolProxiedConnection]:
        try:
            pooled = await self._engine.raw_connection()
        except EmulatedDBAPIException as error:
            raise error.driver_exception from error  # the driver's own, as statements raise them
        try:
            yield pooled
        finally:
            await greenlet_spawn(_give_back, pooled)


@asynccontextmanager
async def _open(pooled: PoolProxiedConnection, begin: str, end: str) -> AsyncIterator[None]:
    """`begin`, then `end` when left, or roll back after any exception.

    Where beginning or ending does not come to its end, nobody knows what state the connection is in: used
    again, its next transaction might commit what was given up here. So it is closed.
    """
    driver = _driver_of(pooled)  # SQLAlchemy takes it out of the pool where a statement of its own fails
    with _trusted_only_if_done(pooled):
        if driver.is_in_transaction():  # what was given up may have begun late; a second BEGIN only warns
            raise asyncpg.InterfaceError("this connection's last transaction is open still")
        await driver.execute(begin)
    try:
        yield
    except BaseException:
        with _trusted_only_if_done(pooled):
            await driver.execute("ROLLBACK")
        raise
    with _trusted_only_if_done(pooled):
        done = await driver.execute(end)
    if done != end:
        raise Undone(f"{end} was answered with {done}: a statement failed, and its error was swallowed")


@contextmanager
def _trusted_only_if_done(pooled: PoolProxiedConnection) -> Iterator[None]:
    try:
        yield
    except BaseException:
        _discard(pooled)
        raise


def _driver_of(pooled: PoolProxiedConnection) -> "asyncpg.Connection[asyncpg.Record]":
    return cast("asyncpg.Connection[asyncpg.Record]", pooled.driver_connection)


def _give_back(pooled: PoolProxiedConnection) -> None:
    if pooled.is_valid and not _may_be_used_again(_driver_of(pooled)):
        _discard(pooled)
    pooled.close()


def _may_be_used_again(driver: "asyncpg.Connection[asyncpg.Record]") -> bool:
    return not (driver.is_closed() or driver.is_in_transaction())


def _discard(pooled: PoolProxiedConnection) -> None:
    """Have the pool make another one; SQLAlchemy may have done so when a statement of its own failed."""
    if pooled.is_valid:
        pooled.invalidate()


def _refuse_closed(dbapi_connection: Any, _record: Any, _proxy: Any) -> None:
    """Make the pool replace a connection the server has closed while it lay idle, without a round trip."""
    if dbapi_connection.driver_connection.is_closed():
        raise DisconnectionError
