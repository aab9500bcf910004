"""What tasks are called, in PostgreSQL."""

from collections.abc import Sequence

from accounting.application.ports import TaskFacts
from chassis.postgres.database import Transaction

DESCRIBE = """
INSERT INTO task (task_id, jira_id, title, created_at)
SELECT DISTINCT ON (task_id) * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[])
    told(task_id, jira_id, title, created_at)
ORDER BY task_id
ON CONFLICT (task_id) DO NOTHING
"""


class PostgresTasks:
    """Keeps the table `task`."""

    def __init__(self, transaction: Transaction) -> None:
        self._driver = transaction.driver

    async def describe(self, tasks: Sequence[TaskFacts]) -> None:
        """Remember what `tasks` are called."""
        await self._driver.execute(
            DESCRIBE,
            [task.task_id for task in tasks],
            [task.jira_id for task in tasks],
            [task.title for task in tasks],
            [task.created_at for task in tasks],
        )
