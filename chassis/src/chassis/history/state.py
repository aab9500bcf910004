"""Which producers' history a service has heard, and which it still waits for."""

from collections.abc import Sequence

from chassis.postgres.database import Database, Transaction
from schema_registry import EVENTS

ASK = """
INSERT INTO synchronisation (producer, requested_at)
SELECT producer, now() FROM unnest($1::text[]) AS named (producer) ON CONFLICT DO NOTHING
"""
WAITING = "SELECT producer FROM synchronisation WHERE finished_at IS NULL ORDER BY producer"
FINISH = "UPDATE synchronisation SET finished_at = now() WHERE producer = $1 AND finished_at IS NULL"
HEARD = "SELECT count(*) FROM synchronisation WHERE producer = ANY ($1::text[]) AND finished_at IS NOT NULL"


def types_told(producer: str, consumer: str) -> list[str]:
    """The event types that `consumer` hears from `producer`, as the registry has it."""
    return sorted(
        type_ for type_, event in EVENTS.items() if event.producer == producer and consumer in event.consumers
    )


def producers_of(consumer: str) -> list[str]:
    """The other services whose events `consumer` hears."""
    return sorted({event.producer for event in EVENTS.values() if consumer in event.consumers} - {consumer})


async def history_has_arrived(service: str, transaction: Transaction) -> bool:
    """Whether all that happened before `service` existed is applied there, as `transaction` sees it.

    A producer that has not even been asked yet has told nothing.
    """
    producers = producers_of(service)
    heard: int = await transaction.driver.fetchval(HEARD, producers)
    return heard == len(producers)


class PostgresHistory:
    """What `service` has heard of the past, in the table `synchronisation`."""

    def __init__(self, service: str, database: Database) -> None:
        self._service = service
        self._producers = producers_of(service)
        self._database = database

    async def waiting_for(self) -> Sequence[str]:
        """The producers whose history has not arrived; the first call notes that they are asked."""
        async with self._database.transaction() as transaction:
            await transaction.driver.execute(ASK, self._producers)
            return [row["producer"] for row in await transaction.driver.fetch(WAITING)]

    async def finish(self, producer: str) -> None:
        """All of `producer`'s history has been applied."""
        async with self._database.transaction() as transaction:
            await transaction.driver.execute(FINISH, producer)

    async def has_arrived(self, transaction: Transaction) -> bool:
        """Whether all that happened before this service existed is applied, as `transaction` sees it."""
        return await history_has_arrived(self._service, transaction)
