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
from tracker.adapters.memory.sights import MemoryReadings, MemorySights
from tracker.adapters.memory.store import MemoryStore, MemoryWorkers
from tracker.adapters.memory.tasks import MemoryTasks
from tracker.adapters.open_pages import HintedPages, Publish, to_nobody
from tracker.adapters.postgres.messages import PostgresMessages
from tracker.adapters.postgres.readings import PostgresReadings
from tracker.adapters.postgres.reassignments import PostgresReassignments
from tracker.adapters.postgres.sights import PostgresSights
from tracker.adapters.postgres.tasks import PostgresTasks
from tracker.adapters.postgres.workers import PostgresWorkers
from tracker.application.ports import Messages, OpenPages, Readings, Reassignments, Sights, Tasks
from tracker.domain.assignment_policy import Workers

SERVICE = "tracker"


@dataclass(frozen=True, slots=True)
class TrackerScope:
    tasks: Tasks
    workers: Workers
    reassignments: Reassignments
    messages: Messages
    sights: Sights
    readings: Readings
    pages: OpenPages
    accounts: Accounts
    outbox: Outbox
    events: RecordedEvents


@dataclass(frozen=True, slots=True)
class PostgresScopes:
    """Opens a transaction for each command; `wake` tells the relay and `publish` open pages of what was
    committed."""

    database: Database
    clock: Clock
    wake: Callable[[], None]
    publish: Publish = to_nobody

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
            messages=PostgresMessages(transaction, events),
            sights=PostgresSights(transaction),
            readings=PostgresReadings(transaction),
            pages=HintedPages(transaction.after_commit, self.publish),
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
                messages=MemoryMessages(self.store, events),
                sights=MemorySights(self.store),
                readings=MemoryReadings(self.store),
                pages=HintedPages(lambda tell: tell(), self.store.hints.extend),
                accounts=self.store.accounts,
                outbox=self.store.outbox,
                events=events,
            )
