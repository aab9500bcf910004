"""Whoever seals closed days, and whoever checks the books, put together."""

from accounting.adapters.postgres.audit import PostgresBooks
from accounting.adapters.postgres.book_checks import PostgresBookChecks
from accounting.adapters.postgres.seals import PostgresSeals
from accounting.application.checking import Checking
from accounting.application.sealing import Sealing
from accounting.domain.seal import SealMaker
from accounting.settings import BooksSettings
from chassis.clock import Clock
from chassis.postgres.database import Database


def sealing_over(database: Database, settings: BooksSettings, clock: Clock) -> Sealing:
    """Sealing over PostgreSQL, with the key that only accounting's processes know."""
    return Sealing(PostgresSeals(database), seal_maker_of(settings), clock)


def checking_over(database: Database, settings: BooksSettings, clock: Clock) -> Checking:
    """The check of everything, the seals among it."""
    return Checking(PostgresBooks(database, seal_maker_of(settings)), PostgresBookChecks(database), clock)


def seal_maker_of(settings: BooksSettings) -> SealMaker:
    """Whoever knows the key can make seals, and tell whether they are right."""
    return SealMaker.of(settings.price_key.get_secret_value().encode())
