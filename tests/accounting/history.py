"""What accounting has heard of the others' past."""

from chassis.history import PostgresHistory
from chassis.postgres.database import Database
from tests.infrastructure import DatabaseUrls


async def all_history_has_arrived(urls: DatabaseUrls) -> None:
    """Nobody has anything to tell from before."""
    database = Database(urls.runtime, application_name="test", pool_size=1)
    history = PostgresHistory("accounting", database)
    for producer in await history.waiting_for():
        await history.finish(producer)
    await database.close()
