"""Whoever seals closed days, put together."""

from accounting.adapters.postgres.seals import PostgresSeals
from accounting.application.sealing import Sealing
from accounting.domain.seal import SealMaker
from accounting.settings import BooksSettings
from chassis.clock import Clock
from chassis.postgres.database import Database


def sealing_over(database: Database, settings: BooksSettings, clock: Clock) -> Sealing:
    """Sealing over PostgreSQL, with the key that only accounting's processes know."""
    return Sealing(PostgresSeals(database), seal_maker_of(settings), clock)


def seal_maker_of(settings: BooksSettings) -> SealMaker:
    """Whoever knows the key can make seals, and tell whether they are right."""
    return SealMaker.of(settings.price_key.get_secret_value().encode())
