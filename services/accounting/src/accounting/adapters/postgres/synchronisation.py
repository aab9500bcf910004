"""How far the history of the other services has arrived, as the chassis notes it."""

from chassis.history import history_has_arrived
from chassis.postgres.database import Transaction


class PostgresSynchronisation:
    """Reads the table `synchronisation`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def is_complete(self) -> bool:
        return await history_has_arrived("accounting", self._transaction)
