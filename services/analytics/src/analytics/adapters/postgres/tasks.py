"""The names of tasks in PostgreSQL."""

from collections.abc import Sequence

from analytics.application.ports import TaskFacts
from chassis.postgres.database import Transaction

DESCRIBE = """
INSERT INTO task (task_id, jira_id, title)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[]) AS told(task_id, jira_id, title) ORDER BY task_id
ON CONFLICT DO NOTHING
"""


class PostgresTasks:
    def __init__(self, transaction: Transaction) -> None:
        self._driver = transaction.driver

    async def describe(self, tasks: Sequence[TaskFacts]) -> None:
        await self._driver.execute(
            DESCRIBE,
            [task.task_id for task in tasks],
            [task.jira_id for task in tasks],
            [task.title for task in tasks],
        )
