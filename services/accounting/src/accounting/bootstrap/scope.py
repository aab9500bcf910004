"""What one transaction of accounting offers: its ports, over PostgreSQL or in memory."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import tzinfo

from accounting.adapters.memory.days import MemoryDays, MemorySchedule, MemorySynchronisation
from accounting.adapters.memory.ledger import MemoryLedger, MemoryPrices, MemoryTasks
from accounting.adapters.memory.mails import MemoryPayoutMails
from accounting.adapters.memory.store import MemoryStore
from accounting.adapters.postgres.books import BOOKS
from accounting.adapters.postgres.days import PostgresDays
from accounting.adapters.postgres.ledger import PostgresLedger
from accounting.adapters.postgres.mails import PostgresPayoutMails
from accounting.adapters.postgres.prices import PostgresPrices
from accounting.adapters.postgres.synchronisation import PostgresSchedule, PostgresSynchronisation
from accounting.adapters.postgres.tasks import PostgresTasks
from accounting.application.mail_ports import PayoutMails
from accounting.application.ports import Days, Ledger, Prices, Schedule, Synchronisation, Tasks
from chassis.access import Accounts
from chassis.access.postgres import PostgresAccounts
from chassis.clock import Clock
from chassis.integration import Outbox
from chassis.mediator import RecordedEvents
from chassis.postgres.database import Database, Transaction
from chassis.postgres.outbox import PostgresOutbox

SERVICE = "accounting"


@dataclass(frozen=True, slots=True)
class AccountingScope:
    tasks: Tasks
    prices: Prices
    ledger: Ledger
    days: Days
    mails: PayoutMails
    schedule: Schedule
    synchronisation: Synchronisation
    accounts: Accounts
    outbox: Outbox
    events: RecordedEvents


@dataclass(frozen=True, slots=True)
class PostgresScopes:
    """Opens a transaction for each command, one at a time; `wake` tells the relay of what was committed."""

    database: Database
    clock: Clock
    zone: tzinfo
    wake: Callable[[], None]

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[AccountingScope]:
        async with self.database.transaction(alone=BOOKS) as transaction:
            yield self._scope(transaction)

    def _scope(self, transaction: Transaction) -> AccountingScope:
        return AccountingScope(
            tasks=PostgresTasks(transaction),
            prices=PostgresPrices(transaction),
            ledger=PostgresLedger(
                transaction, source=SERVICE, clock=self.clock, zone=self.zone, wake=self.wake
            ),
            days=PostgresDays(transaction),
            mails=PostgresPayoutMails(transaction),
            schedule=PostgresSchedule(transaction),
            synchronisation=PostgresSynchronisation(transaction),
            accounts=PostgresAccounts(transaction),
            outbox=PostgresOutbox(transaction, source=SERVICE, clock=self.clock, wake=self.wake),
            events=RecordedEvents(),
        )


@dataclass(frozen=True, slots=True)
class MemoryScopes:
    store: MemoryStore
    zone: tzinfo

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[AccountingScope]:
        async with self.store.transaction():
            yield AccountingScope(
                tasks=MemoryTasks(self.store),
                prices=MemoryPrices(self.store),
                ledger=MemoryLedger(self.store, self.zone),
                days=MemoryDays(self.store),
                mails=MemoryPayoutMails(self.store),
                schedule=MemorySchedule(self.store),
                synchronisation=MemorySynchronisation(self.store),
                accounts=self.store.accounts,
                outbox=self.store.outbox,
                events=RecordedEvents(),
            )
