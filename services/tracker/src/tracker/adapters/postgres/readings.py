"""How far everybody has read each discussion, in PostgreSQL."""

from chassis.identifiers import AccountId
from chassis.postgres.database import Transaction
from tracker.domain.identifiers import TaskId

NOTE = """
INSERT INTO reading AS r (account_id, task_id, last_seq) VALUES ($1, $2, $3)
ON CONFLICT (account_id, task_id) DO UPDATE SET last_seq = excluded.last_seq
WHERE excluded.last_seq > r.last_seq
"""


class PostgresReadings:
    def __init__(self, transaction: Transaction) -> None:
        self._driver = transaction.driver

    async def note(self, account_id: AccountId, task_id: TaskId, up_to: int) -> None:
        await self._driver.execute(NOTE, account_id, task_id, up_to)
