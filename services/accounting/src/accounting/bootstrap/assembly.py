"""Accounting put together, over PostgreSQL or in memory."""

from collections.abc import Callable

from accounting.adapters.memory.books import MemoryDayBook, MemoryTaskStories
from accounting.adapters.memory.mails import MemoryMailbag
from accounting.adapters.memory.store import MemoryStore
from accounting.adapters.memory.views import MemoryAccountViews, MemoryDayViews, MemoryEntryViews
from accounting.adapters.postgres.account_views import PostgresAccountViews
from accounting.adapters.postgres.day_book import PostgresDayBook
from accounting.adapters.postgres.day_views import PostgresDayViews
from accounting.adapters.postgres.entry_views import PostgresEntryViews
from accounting.adapters.postgres.mails import PostgresMailbag
from accounting.adapters.postgres.task_stories import PostgresTaskStories
from accounting.application.accounting import Accounting
from accounting.bootstrap.registry import Choices, mediator_of
from accounting.bootstrap.scope import MemoryScopes, PostgresScopes
from accounting.settings import AccountingSettings
from chassis.clock import Clock, SystemClock
from chassis.observability import observe_command
from chassis.postgres.database import Database


def choices_of(settings: AccountingSettings, clock: Clock | None = None) -> Choices:
    return Choices(
        clock=clock or SystemClock(),
        zone=settings.time_zone,
        tariff=settings.tariff,
        close_ahead_of_time=settings.close_ahead_of_time,
        observe=observe_command,
    )


def accounting_over(database: Database, choices: Choices, wake: Callable[[], None]) -> Accounting:
    """Accounting over PostgreSQL; `wake` tells the relay that something was committed."""
    scopes = PostgresScopes(database, choices.clock, choices.zone, wake)
    return Accounting(
        mediator=mediator_of(scopes, choices),
        accounts=PostgresAccountViews(database),
        entries=PostgresEntryViews(database),
        days=PostgresDayViews(database),
        day_book=PostgresDayBook(database),
        stories=PostgresTaskStories(database),
        mailbag=PostgresMailbag(database),
    )


def accounting_in_memory(store: MemoryStore, choices: Choices) -> Accounting:
    """Accounting without any server, for tests and tools."""
    return Accounting(
        mediator=mediator_of(MemoryScopes(store, choices.zone), choices),
        accounts=MemoryAccountViews(store),
        entries=MemoryEntryViews(store),
        days=MemoryDayViews(store),
        day_book=MemoryDayBook(store),
        stories=MemoryTaskStories(store),
        mailbag=MemoryMailbag(store),
    )
