"""The price list in PostgreSQL."""

from collections.abc import Mapping, Sequence

from accounting.domain.identifiers import TaskId
from accounting.domain.price import Price
from chassis.postgres.database import Transaction

# OFFSET 0 has each task looked up by itself: joined, all prices there are would be read.
MISSING = """
SELECT DISTINCT task_id FROM unnest($1::uuid[]) wanted(task_id)
WHERE NOT EXISTS (SELECT FROM task_price p WHERE p.task_id = wanted.task_id OFFSET 0)
"""

ADD = """
INSERT INTO task_price (task_id, fee, reward)
SELECT * FROM unnest($1::uuid[], $2::int[], $3::int[]) drawn(task_id, fee, reward) ORDER BY task_id
ON CONFLICT (task_id) DO NOTHING
RETURNING task_id
"""


class PostgresPrices:
    """Keeps the table `task_price`; what it was given once in a transaction it need not store again."""

    def __init__(self, transaction: Transaction) -> None:
        self._driver = transaction.driver
        self._there: set[TaskId] = set()

    async def missing(self, task_ids: Sequence[TaskId]) -> Sequence[TaskId]:
        """Those of `task_ids` without a price."""
        return [TaskId(row["task_id"]) for row in await self._driver.fetch(MISSING, task_ids)]

    async def add(self, prices: Mapping[TaskId, Price]) -> Mapping[TaskId, Price]:
        """Store `prices`; answer those that were not stored before."""
        wanted = [task_id for task_id in prices if task_id not in self._there]
        if not wanted:
            return {}
        fees = [prices[task_id].fee for task_id in wanted]
        rewards = [prices[task_id].reward for task_id in wanted]
        rows = await self._driver.fetch(ADD, wanted, fees, rewards)
        self._there.update(wanted)
        stored = [TaskId(row["task_id"]) for row in rows]
        return {task_id: prices[task_id] for task_id in stored}
