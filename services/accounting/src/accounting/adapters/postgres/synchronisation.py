"""How far the history of the other services has arrived, as the chassis notes it."""

from chassis.postgres.database import Transaction

IS_COMPLETE = "SELECT NOT EXISTS (SELECT FROM synchronisation WHERE finished_at IS NULL)"


class PostgresSynchronisation:
    """Reads the table `synchronisation`."""

    def __init__(self, transaction: Transaction) -> None:
        self._driver = transaction.driver

    async def is_complete(self) -> bool:
        complete: bool = await self._driver.fetchval(IS_COMPLETE)
        return complete
