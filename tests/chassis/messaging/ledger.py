"""A small service that books completed tasks: what the consumer's tests let it consume for."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from chassis.consumer import Consumer, Subscription
from chassis.envelope import Envelope
from chassis.mediator import Mediator, Observe, RecordedEvents, unobserved
from chassis.messages import Command
from chassis.postgres.database import Database, Transaction
from schema_registry.payloads import TASK_COMPLETED_V1
from tests.chassis.messaging.support import connection_to

ASSIGNMENT_NO_MAX = 1_000

TABLE = f"""
CREATE TABLE booking (
    task_id uuid, assignment_no int CHECK (assignment_no <= {ASSIGNMENT_NO_MAX}),
    PRIMARY KEY (task_id, assignment_no)
)
"""
BOOK = "INSERT INTO booking SELECT * FROM unnest($1::uuid[], $2::int[]) ON CONFLICT DO NOTHING"


@dataclass(frozen=True, slots=True)
class Book(Command[None]):
    """Book these completions."""

    completions: Sequence[tuple[UUID, int]]


@dataclass(frozen=True, slots=True)
class BookScope:
    """One transaction of the ledger."""

    transaction: Transaction
    events: RecordedEvents


@dataclass
class Ledger:
    """The service: its mediator, and how to trouble it."""

    database: Database
    observe: Observe = unobserved
    batches: list[int] = field(default_factory=list)
    explode_on: set[UUID] = field(default_factory=set)
    in_time_max: int | None = None
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    entered: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.gate.set()

    @property
    def mediator(self) -> Mediator[BookScope]:
        """Handles `Book`."""
        mediator = Mediator(self._scope, self.observe)
        mediator.register_command(Book, self._handler)
        return mediator

    def consumer(self, rabbitmq_url: str, **options: Any) -> Consumer:
        """A consumer of accounting's inbox."""
        subscription = Subscription(TASK_COMPLETED_V1, task_completed_v1)
        return Consumer("accounting", rabbitmq_url, self.mediator, [subscription], **options)

    async def booked(self) -> set[tuple[UUID, int]]:
        """What is in the ledger."""
        async with self.database.reading() as transaction:
            rows = await transaction.driver.fetch("SELECT task_id, assignment_no FROM booking")
        return {(row["task_id"], row["assignment_no"]) for row in rows}

    @asynccontextmanager
    async def _scope(self) -> AsyncIterator[BookScope]:
        async with self.database.transaction() as transaction:
            yield BookScope(transaction, RecordedEvents())

    def _handler(self, scope: BookScope) -> Callable[[Book], Any]:
        async def book(command: Book) -> None:
            self.batches.append(len(command.completions))
            if self.in_time_max is not None and len(command.completions) > self.in_time_max:
                raise TimeoutError("more than a statement may take")
            tasks = [task for task, _ in command.completions]
            await scope.transaction.driver.execute(BOOK, tasks, [number for _, number in command.completions])
            self.entered.set()
            await self.gate.wait()
            if self.explode_on & set(tasks):
                raise RuntimeError("nobody expected this")

        return book


def task_completed_v1(envelopes: Sequence[Envelope]) -> Book:
    """All completions of a batch as one command."""
    return Book([(UUID(one.data["task_id"]), one.data["assignment_no"]) for one in envelopes])


async def create_ledger(owner_url: str) -> None:
    """The ledger's table."""
    async with connection_to(owner_url) as connection:
        await connection.execute(TABLE)
