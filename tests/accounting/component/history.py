"""A service that has nothing left to catch up on, so that it may close days."""

from chassis.history import PostgresHistory
from chassis.postgres.database import Database


async def all_history_has_arrived(database: Database) -> None:
    """Nobody has anything to tell from before."""
    history = PostgresHistory("accounting", database)
    for producer in await history.waiting_for():
        await history.finish(producer)
