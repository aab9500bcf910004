"""What one transaction of the tracker offers: its ports, over PostgreSQL or in memory."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from chassis.access import Accounts
from chassis.access.postgres import PostgresAccounts
from chassis.clock import Clock
from chassis.integration import Outbox
from chassis.mediator import RecordedEvents
from chassis.postgres.database import Database, Transaction
from chassis.postgres.outbox import PostgresOutbox
from tracker.adapters.memory.messages import MemoryMessages
from tracker.adapters.memory.reassignments import MemoryReassignments
from tracker.adapters.memory.store import MemoryStore, MemoryWorkers
from tracker.adapters.memory.tasks import MemoryTasks
from tracker.adapters.postgres.messages import PostgresMessages
from tracker.adapters.postgres.reassignments import PostgresReassignments
from tracker.adapters.postgres.tasks import PostgresTasks
from tracker.adapters.postgres.workers import PostgresWorkers
from tracker.application.ports import Messages, Reassignments, Tasks
from tracker.domain.assignment_policy import Workers

SERVICE = "tracker"


@dataclass(frozen=True, slots=True)
class TrackerScope:
    tasks: Tasks
    workers: Workers
    reassignments: Reassignments
    messages: Messages
    accounts: Accounts
    outbox: Outbox
    events: RecordedEvents


@dataclass(frozen=True, slots=True)
class PostgresScopes:
    """Opens a transaction for each command; `wake` tells the relay of what was committed."""

    database: Database
    clock: Clock
    wake: Callable[[], None]

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[TrackerScope]:
        async with self.database.transaction() as transaction:
            yield self._scope(transaction)

    def _scope(self, transaction: Transaction) -> TrackerScope:
        events = RecordedEvents()
        return TrackerScope(
            tasks=PostgresTasks(transaction, events),
            workers=PostgresWorkers(transaction),
            reassignments=PostgresReassignments(transaction, source=SERVICE, wake=self.wake),
            messages=PostgresMessages(transaction),
            accounts=PostgresAccounts(transaction),
            outbox=PostgresOutbox(transaction, source=SERVICE, clock=self.clock, wake=self.wake),
            events=events,
        )


@dataclass(frozen=True, slots=True)
class MemoryScopes:
    store: MemoryStore

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[TrackerScope]:
        events = RecordedEvents()
        async with self.store.transaction():
            yield TrackerScope(
                tasks=MemoryTasks(self.store, events),
                workers=MemoryWorkers(self.store),
                reassignments=MemoryReassignments(self.store),
                messages=MemoryMessages(self.store),
                accounts=self.store.accounts,
                outbox=self.store.outbox,
                events=events,
            )
